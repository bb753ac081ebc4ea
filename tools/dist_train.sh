#!/usr/bin/env bash
# Train in several processes, one per GPU (or on CPUs where there is no GPU).
#
#   tools/dist_train.sh CONFIG GPUS [arguments of tools/train.py]
#
# On several machines run it on each with the same NNODES, MASTER_ADDR (of the
# first machine) and PORT, and NODE_RANK counting from 0:
#
#   NNODES=2 NODE_RANK=0 MASTER_ADDR=10.0.0.1 PORT=29500 tools/dist_train.sh ...
#
# Run it in a folder that all machines share: runs are resumed from checkpoints in it,
# and validation gathers its results there.
#
# PYTHON chooses the interpreter (default: python).
set -euo pipefail

if [ $# -lt 2 ]; then
    echo "usage: $0 CONFIG GPUS [arguments of tools/train.py]" >&2
    exit 2
fi
TOOLS=$(cd "$(dirname "$0")" && pwd)
CONFIG=$1
GPUS=$2
shift 2

exec "$TOOLS/run_torchrun.sh" "$TOOLS/train.py" "$GPUS" "$CONFIG" "$@"
