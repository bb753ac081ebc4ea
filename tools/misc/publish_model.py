#!/usr/bin/env python
"""Reduce a checkpoint to its weights and meta, and add its hash to its name.

python tools/misc/publish_model.py IN.pth OUT_PREFIX
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.checkpoints import (
    CheckpointError,
    group_by_reason,
    publish_checkpoint,
)
from poseur.structures.commands import run_main


def main() -> None:
    """Publish, and print the entries that were left out."""
    parser = argparse.ArgumentParser(description='Publish a checkpoint')
    parser.add_argument('source', metavar='IN.pth', help='file to read')
    parser.add_argument(
        'prefix', metavar='OUT_PREFIX', help='the new file is OUT_PREFIX-<hash>.pth'
    )
    args = parser.parse_args()
    try:
        published = publish_checkpoint(args.source, args.prefix)
    except (CheckpointError, OSError) as error:
        parser.exit(1, f'{parser.prog}: {error}\nNothing was written.\n')
    print(f'left out: {len(published.removed)}')
    for line in group_by_reason(published.removed):
        print(line)
    print(f'written to {published.path} (sha256 {published.sha256})')


if __name__ == '__main__':
    run_main(main)
