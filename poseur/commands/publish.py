"""Reduce a checkpoint to its weights and meta, and add its hash to its name.

poseur publish IN.pth OUT_PREFIX
"""

from __future__ import annotations

from poseur.structures.commands import command_parser


def main() -> None:
    """Publish, and print the entries that were left out."""
    parser = command_parser('publish', __doc__)
    parser.add_argument('source', metavar='IN.pth', help='file to read')
    parser.add_argument(
        'prefix', metavar='OUT_PREFIX', help='the new file is OUT_PREFIX-<hash>.pth'
    )
    args = parser.parse_args()
    from poseur.checkpoints import (
        CheckpointError,
        group_by_reason,
        publish_checkpoint,
    )

    try:
        published = publish_checkpoint(args.source, args.prefix)
    except (CheckpointError, OSError) as error:
        parser.exit(1, f'{parser.prog}: {error}\nNothing was written.\n')
    print(f'left out: {len(published.removed)}')
    for line in group_by_reason(published.removed):
        print(line)
    print(f'written to {published.path} (sha256 {published.sha256})')
