"""Compare the proposals, the decoder layers and the score maps of one checkpoint.

poseur analyze-layers CONFIG CHECKPOINT [--out DIR]

Writes layers.md, scores.csv, gains.csv and layers.png.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from poseur.structures.commands import command_parser
from poseur.structures.output_arguments import output_folder

from .options import add_config, add_config_options


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('analyze-layers', __doc__)
    add_config(parser)
    parser.add_argument('checkpoint', help='checkpoint file, URL or model zoo name')
    parser.add_argument(
        '--out',
        type=output_folder,
        default='work_dirs/layers',
        help='folder of tables and figure',
    )
    parser.add_argument('--title', help='name of the checkpoint, for headings')
    parser.add_argument(
        '--device', help='such as cpu or cuda:0; default: a GPU if there is one'
    )
    add_config_options(parser)
    return parser.parse_args()


def main() -> None:
    """Test all stages in one pass, and write tables and a figure."""
    args = parse_args()
    from poseur.analysis.layers import (
        draw_stages,
        load_stages,
        run_stages,
        write_report,
    )
    from poseur.config import merge_options, read_config

    cfg = read_config(args.config)
    merge_options(cfg, args.cfg_options)
    model = load_stages(cfg, args.checkpoint, args.device)
    stages = run_stages(cfg, model)
    title = args.title or Path(args.checkpoint).stem
    print('\n' + write_report(stages, title, args.out))
    draw_stages(stages, title, args.out / 'layers.png')
    print(f'Tables and figure are in {args.out}')
