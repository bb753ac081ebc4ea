#!/usr/bin/env python
"""Convert a released Poseur, or other weights, to a checkpoint of a config here.

python tools/model_converters/poseur_release_to_mmpose.py SRC.pth DST.pth --config CFG
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.checkpoints import PARTS, CheckpointError, convert_checkpoint
from poseur.checkpoints.names import NAMINGS
from poseur.config import add_config_options


def make_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(description='Convert a released Poseur')
    parser.add_argument('source', metavar='SRC.pth', help='file to read')
    parser.add_argument('target', metavar='DST.pth', help='file to write')
    parser.add_argument('--config', required=True, help="the model's config")
    parser.add_argument(
        '--from',
        dest='naming',
        choices=list(NAMINGS),
        default='release',
        help="release: the authors' models, made with mmpose 0.x; plain: checkpoints "
        'of mmpose 1.x, and backbones of torchvision and OpenMMLab',
    )
    parser.add_argument(
        '--part',
        choices=PARTS,
        default='all',
        help='backbone: convert the backbone alone, to start a training from',
    )
    parser.add_argument(
        '--prefix', default='', help='take only names that start so, and strip it'
    )
    parser.add_argument(
        '--overwrite', action='store_true', help='replace DST.pth if it exists'
    )
    add_config_options(parser)
    return parser


def main() -> None:
    """Convert, and print what became of the keys."""
    parser = make_parser()
    args = parser.parse_args()
    try:
        report = convert_checkpoint(**vars(args))
    except (CheckpointError, OSError, ValueError) as error:
        parser.exit(1, f'{parser.prog}: {error}\nNothing was written.\n')
    print(f'{report.describe()}\nwritten to {args.target}')


if __name__ == '__main__':
    main()
