#!/usr/bin/env bash
# Start SCRIPT in GPUS processes on this machine. Used by dist_train.sh and
# dist_test.sh, whose comments explain the variables.
set -euo pipefail

SCRIPT=$1
GPUS=$2
shift 2

if [ "${NNODES:-1}" = 1 ] && [ -z "${PORT:-}" ]; then
    RENDEZVOUS=(--standalone) # at a free port, so that several runs fit on one machine
else
    RENDEZVOUS=(--nnodes="${NNODES:-1}" --node_rank="${NODE_RANK:-0}"
        --master_addr="${MASTER_ADDR:-127.0.0.1}" --master_port="${PORT:-29500}")
fi
# mmengine imports yapf, which writes a cache of its grammar at its first import; several
# processes at once would read it half-written.
"${PYTHON:-python}" -c 'import yapf'
# Slurm's warning is passed on to the processes, too, like SIGTERM and SIGINT.
export PET_SIGNALS_TO_HANDLE=${PET_SIGNALS_TO_HANDLE:-SIGTERM,SIGINT,SIGHUP,SIGQUIT,SIGUSR1}
exec "${PYTHON:-python}" -m torch.distributed.run "${RENDEZVOUS[@]}" \
    --nproc_per_node="$GPUS" \
    "$SCRIPT" "$@" --launcher pytorch
