#!/usr/bin/env bash
# Start SCRIPT under Slurm. Used by slurm_train.sh and slurm_test.sh, whose
# comments explain the variables.
set -euo pipefail

PARTITION=$1
JOB_NAME=$2
SCRIPT=$3
shift 3
GPUS=${GPUS:-8}
GPUS_PER_NODE=${GPUS_PER_NODE:-$((GPUS < 8 ? GPUS : 8))}
read -r -a SRUN_ARGS <<<"${SRUN_ARGS:-}"

# mmengine imports yapf, which writes a cache of its grammar at its first import; several
# processes at once would read it half-written. A machine that only submits jobs may have
# no such environment, which is no reason to stop.
"${PYTHON:-python}" -c 'import yapf' 2>/dev/null || true
export MASTER_PORT=${PORT:-29500}
exec srun -p "$PARTITION" \
    --job-name="$JOB_NAME" \
    --gres="gpu:$GPUS_PER_NODE" \
    --ntasks="$GPUS" \
    --ntasks-per-node="$GPUS_PER_NODE" \
    --cpus-per-task="${CPUS_PER_TASK:-5}" \
    --kill-on-bad-exit=1 \
    ${SRUN_ARGS[@]+"${SRUN_ARGS[@]}"} \
    "${PYTHON:-python}" -u "$SCRIPT" "$@" --launcher slurm
