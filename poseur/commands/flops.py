"""Count parameters, operations and activation memory of a model, part by part.

poseur flops CONFIG [--shape H W] [--batch N] [--train]

Operations are per crop. docs/cost.md explains how each column is counted.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poseur.structures.commands import command_parser

from .options import add_config, add_config_options, positive

if TYPE_CHECKING:
    from poseur.analysis import ModelCost


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('flops', __doc__)
    add_config(parser)
    parser.add_argument(
        '--shape',
        type=positive,
        nargs=2,
        metavar=('HEIGHT', 'WIDTH'),
        help="size of the crops in pixels; default: the config's input_size",
    )
    parser.add_argument(
        '--batch', type=positive, default=1, help='number of crops, for the memory'
    )
    parser.add_argument(
        '--train',
        action='store_true',
        help='also run a training step on the CPU and measure its memory',
    )
    add_config_options(parser)
    return parser.parse_args()


def show(cost: ModelCost) -> None:
    """Print a line for each part that the model has."""
    from poseur.analysis import Cost

    print(f'{"":<20}{"params (M)":>12}{"paper count (G)":>17}{"complete MACs (G)":>19}')
    rows = {part: each for part, each in cost.parts.items() if each != Cost()}
    rows |= {'total': cost.total, 'total without flows': cost.without_flows}
    for name, each in rows.items():
        print(
            f'{name:<20}{each.parameters / 1e6:>12.3f}'
            f'{each.paper_count / 1e9:>17.4f}{each.macs / 1e9:>19.4f}'
        )


def main() -> None:
    """Print the cost of each part, and the memory of activations."""
    args = parse_args()
    from poseur.analysis import (
        input_size_of,
        measure_cost,
        peak_activation_bytes,
        peak_training_bytes,
    )
    from poseur.config import is_detector, merge_options, read_file

    cfg = read_file(args.config)
    merge_options(cfg, args.cfg_options)
    if is_detector(cfg):
        raise SystemExit(
            f'{args.config} is a detector of whole images. detector_tables.py counts '
            'the cost of detectors.'
        )
    size = tuple(args.shape or input_size_of(cfg))
    print(f'{args.config}, crops of {size[0]}x{size[1]}')
    show(measure_cost(cfg, size))
    crops = f'batch {args.batch}, float32'
    peak = peak_activation_bytes(cfg, size, args.batch)
    print(f'peak activation memory, forward pass, {crops}: {peak / 2**20:.1f} MiB')
    if args.train:
        peak = peak_training_bytes(cfg, size, args.batch)
        print(f'peak activation memory, training step, {crops}: {peak / 2**20:.1f} MiB')
