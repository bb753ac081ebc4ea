"""Join the files of `poseur label` to one COCO file.

poseur merge-labels LABELS.1-of-2.jsonl LABELS.2-of-2.jsonl --out COCO.json

All parts of a labeling are needed, and each must be complete. Images that failed are
listed and left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from poseur.structures.commands import command_parser
from poseur.structures.files import check_writable


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('merge-labels', __doc__)
    parser.add_argument('labels', type=Path, nargs='+', help='files of all parts')
    parser.add_argument('--out', type=Path, required=True, help='file to write')
    args = parser.parse_args()
    check_writable(args.out, args.labels)
    return args


def main() -> None:
    """Write the file."""
    args = parse_args()
    from poseur.apis.label_merging import merge_labels

    merged = merge_labels(args.labels, args.out)
    for name, reason in merged.failed.items():
        print(f'left out: {name}: {reason}', file=sys.stderr)
    print(
        f'{args.out}: {merged.people} people in {merged.images} images; '
        f'left out: {len(merged.failed)} images that failed'
    )
