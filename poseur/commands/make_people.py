"""Write a dataset of synthetic people with COCO and MPII annotations.

poseur make-people --out data/synthetic_people
    --num-train 4000 --num-val 500 --seed 0 --workers 2
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from poseur.structures.commands import command_parser
from poseur.structures.progress import progress_line
from poseur.synthetic import SyntheticPeopleConfig, write_dataset


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('make-people', __doc__)
    parser.add_argument('--out', required=True, help='folder to write to')
    parser.add_argument(
        '--num-train', type=int, default=4000, help='number of training images'
    )
    parser.add_argument(
        '--num-val', type=int, default=500, help='number of validation images'
    )
    parser.add_argument('--seed', type=int, default=0, help='seed of all images')
    parser.add_argument('--workers', type=int, default=2, help='number of processes')
    parser.add_argument(
        '--size', type=int, nargs=2, metavar=('W', 'H'), help='image size in pixels'
    )
    parser.add_argument(
        '--people-weights',
        type=float,
        nargs='+',
        metavar='P',
        help='relative frequency of images with 1, 2, ... people',
    )
    parser.add_argument(
        '--empty',
        type=float,
        metavar='P',
        help='probability of an image without people',
    )
    parser.add_argument(
        '--overwrite',
        action='store_true',
        help='replace a dataset made with other arguments',
    )
    return parser.parse_args()


def build_config(args: argparse.Namespace) -> SyntheticPeopleConfig:
    """Return the options given on the command line, the others at their defaults."""
    options: dict[str, Any] = {}
    if args.size:
        options['width'], options['height'] = args.size
    if args.people_weights:
        options['people_weights'] = tuple(args.people_weights)
    if args.empty is not None:
        options['empty'] = args.empty
    return SyntheticPeopleConfig(**options)


def main() -> None:
    """Write the dataset, or say that it is there already."""
    args = parse_args()
    started = time.perf_counter()
    rendered = False
    show_progress = progress_line('synthetic people')

    def progress(done: int, total: int) -> None:
        nonlocal rendered
        rendered = True
        show_progress(done, total)

    marker = write_dataset(
        args.out,
        args.num_train,
        args.num_val,
        args.seed,
        build_config(args),
        args.workers,
        args.overwrite,
        progress=progress,
    )
    people = sum(marker[split]['persons'] for split in ('train', 'val'))
    state = f'{time.perf_counter() - started:.1f} s' if rendered else 'already there'
    print(
        f'{args.out}: {args.num_train} + {args.num_val} images, '
        f'{people} people ({state})'
    )
