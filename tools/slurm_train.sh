#!/usr/bin/env bash
# Train under Slurm, one process per GPU.
#
#   tools/slurm_train.sh PARTITION JOB_NAME CONFIG WORK_DIR [arguments of tools/train.py]
#
# Variables: GPUS (total number, default 8), GPUS_PER_NODE (default 8 or GPUS),
# CPUS_PER_TASK (default 5), PORT (default 29500), SRUN_ARGS (more arguments of
# srun), PYTHON (default: python).
set -euo pipefail

if [ $# -lt 4 ]; then
    echo "usage: $0 PARTITION JOB_NAME CONFIG WORK_DIR [arguments of tools/train.py]" >&2
    exit 2
fi
TOOLS=$(cd "$(dirname "$0")" && pwd)
PARTITION=$1
JOB_NAME=$2
CONFIG=$3
WORK_DIR=$4
shift 4

exec "$TOOLS/run_srun.sh" "$PARTITION" "$JOB_NAME" "$TOOLS/train.py" \
    "$CONFIG" --work-dir "$WORK_DIR" "$@"
