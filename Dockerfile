# The steps of a set-up on a new machine.
#
#   docker build -t poseur .                      CPU
#   docker build -t poseur --build-arg BASE=...   an image with CUDA; not tried
ARG BASE=python:3.11-slim
FROM ${BASE}

# What OpenCV loads
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgl1 libglib2.0-0 libxcb1 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /poseur
COPY . .
RUN pip install --no-cache-dir uv \
    && uv pip install --system --no-cache \
        --override requirements/overrides.txt ".[mmpose,deploy]" \
    && poseur --check

WORKDIR /work
ENTRYPOINT ["poseur"]
