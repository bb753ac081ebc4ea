# Every target sets up what it needs; the second time that takes no time.
#
#   PYTHON=<interpreter>    makes .venv with this interpreter
#   POSEUR_VENV=<folder>    uses this environment in place of .venv

VENV := $(or $(POSEUR_VENV),.venv)
PY := PYTHONPATH="$(CURDIR)" "$(VENV)/bin/python"
BOOTSTRAP := $(PYTHON) python3 python python3.11 python3.10 python3.12 \
	$(wildcard $(HOME)/.pyenv/versions/3.1*/bin/python)

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

setup:  ## make .venv with everything needed
	@for python in $(BOOTSTRAP); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 8))' \
			2>/dev/null; then \
			exec $$python tools/misc/setup_env.py "$(VENV)"; \
		fi; \
	done; \
	echo 'No Python found: install Python 3.11, or name one with' \
		'`make setup PYTHON=<path>`.' >&2; exit 1

demo: setup  ## train a small Poseur on synthetic people and draw its poses
	$(PY) tools/demo.py

# Threads that wait must sleep, not spin: spinning makes PyTorch many times slower
# wherever the cores are shared.
test: export OMP_WAIT_POLICY := PASSIVE
test: setup  ## run all tests
	$(PY) -m pytest

lint: setup  ## check the style
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: setup  ## bring the code into style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

clean:  ## remove caches and .venv, but neither data nor results
	rm -rf .venv .pytest_cache .ruff_cache build dist *.egg-info
	find poseur tools tests configs -name __pycache__ -prune -exec rm -rf {} +
