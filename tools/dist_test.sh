#!/usr/bin/env bash
# Test in several processes, one per GPU (or on CPUs where there is no GPU).
#
#   tools/dist_test.sh CONFIG CHECKPOINT GPUS [arguments of tools/test.py]
#
# Several machines: see dist_train.sh.
set -euo pipefail

if [ $# -lt 3 ]; then
    echo "usage: $0 CONFIG CHECKPOINT GPUS [arguments of tools/test.py]" >&2
    exit 2
fi
TOOLS=$(cd "$(dirname "$0")" && pwd)
CONFIG=$1
CHECKPOINT=$2
GPUS=$3
shift 3

exec "$TOOLS/run_torchrun.sh" "$TOOLS/test.py" "$GPUS" "$CONFIG" "$CHECKPOINT" "$@"
