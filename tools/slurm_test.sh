#!/usr/bin/env bash
# Test under Slurm, one process per GPU.
#
#   tools/slurm_test.sh PARTITION JOB_NAME CONFIG CHECKPOINT [arguments of tools/test.py]
#
# Variables: see slurm_train.sh.
set -euo pipefail

if [ $# -lt 4 ]; then
    echo "usage: $0 PARTITION JOB_NAME CONFIG CHECKPOINT [arguments of tools/test.py]" >&2
    exit 2
fi
TOOLS=$(cd "$(dirname "$0")" && pwd)
PARTITION=$1
JOB_NAME=$2
CONFIG=$3
CHECKPOINT=$4
shift 4

exec "$TOOLS/run_srun.sh" "$PARTITION" "$JOB_NAME" "$TOOLS/test.py" \
    "$CONFIG" "$CHECKPOINT" "$@"
