"""Convert an official Poseur checkpoint, or other weights, to one of a config here.

poseur convert SRC.pth DST.pth --config CFG
"""

from __future__ import annotations

import argparse

from poseur.compat.deprecation import renamed_value
from poseur.structures.commands import command_parser

from .options import add_config_options

NAMINGS = ('official', 'plain')
PARTS = ('all', 'backbone')


def make_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = command_parser('convert', __doc__)
    parser.add_argument('source', metavar='SRC.pth', help='file to read')
    parser.add_argument('target', metavar='DST.pth', help='file to write')
    parser.add_argument('--config', required=True, help='config of the model')
    parser.add_argument(
        '--from',
        dest='naming',
        choices=[*NAMINGS, 'release'],
        metavar='{' + ','.join(NAMINGS) + '}',
        default='official',
        help="origin of the names; official: the authors' models, Poseur (formerly "
        'called release), PRTR, TransPose and TokenPose; plain: checkpoints of mmpose '
        '1.x, and backbones of torchvision and OpenMMLab',
    )
    parser.add_argument(
        '--part',
        choices=PARTS,
        default='all',
        help='backbone: convert the backbone only, to start a training from it',
    )
    parser.add_argument(
        '--prefix',
        default='',
        help='use only names that start with this prefix, and strip it',
    )
    parser.add_argument(
        '--overwrite', action='store_true', help='replace DST.pth if it exists'
    )
    add_config_options(parser)
    return parser


def main() -> None:
    """Convert, and print the fate of each key."""
    parser = make_parser()
    args = parser.parse_args()
    from poseur.checkpoints import CheckpointError, convert_checkpoint

    args.naming = renamed_value('--from', args.naming, release='official')
    try:
        report = convert_checkpoint(**vars(args))
    except (CheckpointError, OSError, ValueError) as error:
        parser.exit(1, f'{parser.prog}: {error}\nNothing was written.\n')
    print(f'{report.describe()}\nwritten to {args.target}')
