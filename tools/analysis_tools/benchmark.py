#!/usr/bin/env python
"""Time the parts that decide Poseur's speed, each next to a reference.

python tools/analysis_tools/benchmark.py [--config CONFIG] [--device cuda] [--out FILE]
python tools/analysis_tools/benchmark.py --config CONFIG --reference OTHER_CONFIG

Every row compares two functions, timed alternately in one process. It gives the median
time of each and their ratio. With a reference, two models are compared and nothing
else. On a busy machine trust the ratios, not the milliseconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from mmengine import dump
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis.attention_speed import (
    attention_speed,
    model_speed,
    speed_of_two_models,
)
from poseur.analysis.timing import Timing

REPO = Path(__file__).resolve().parents[2]
CONFIG = REPO / 'configs/poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'
USUAL = (
    'For comparison: the first three ratios are 5 to 6, 16 to 20 and 5.8 to 6.3 on an '
    'idle machine with two CPU cores (docs/speed.md).'
)


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Time attention, head and model')
    parser.add_argument('--config', default=str(CONFIG), help='config of the model')
    parser.add_argument('--reference', help='config of a model to compare it with')
    parser.add_argument(
        '--batch-size', type=int, default=8, help='images in a batch of the model'
    )
    parser.add_argument(
        '--repeats', type=int, default=15, help='rounds of each comparison'
    )
    parser.add_argument(
        '--threads', type=int, default=torch.get_num_threads(), help='CPU threads'
    )
    parser.add_argument(
        '--cpu-time',
        action='store_true',
        help='CPU time of the process instead of the time that passes: less affected '
        'by a busy machine, for one thread on the CPU',
    )
    parser.add_argument('--device', default='cpu', help='device to run on')
    parser.add_argument('--out', help='JSON file for the figures')
    return parser.parse_args()


def to_row(comparison: Sequence[Timing]) -> dict[str, str | float]:
    """Return a comparison, reference first, as a row of the table."""
    reference, timing = comparison
    return dict(
        name=timing.name,
        milliseconds=1000 * timing.seconds,
        other=reference.name,
        other_milliseconds=1000 * reference.seconds,
        ratio=timing.ratio,
    )


def show(rows: list[dict]) -> None:
    """Print the comparisons as a table."""
    print(f'{"timed":<52}{"ms":>9}  {"compared with":<30}{"ms":>9}{"ratio":>8}')
    for row in rows:
        print(
            f'{row["name"]:<52}{row["milliseconds"]:>9.2f}  {row["other"]:<30}'
            f'{row["other_milliseconds"]:>9.2f}{row["ratio"]:>8.2f}'
        )


def main() -> None:
    """Run all comparisons."""
    args = parse_args()
    torch.set_num_threads(args.threads)
    device = torch.device(args.device)
    clock = time.process_time if args.cpu_time else time.perf_counter
    cfg = Config.fromfile(args.config)
    if args.reference:
        reference = Config.fromfile(args.reference)
        comparisons = speed_of_two_models(
            cfg, reference, device, args.batch_size, args.repeats, clock
        )
    else:
        comparisons = attention_speed(device, args.repeats, clock)
        comparisons += model_speed(cfg, device, args.batch_size, args.repeats, clock)
    rows = [to_row(comparison) for comparison in comparisons]
    print(f'torch {torch.__version__}, {device}, {args.threads} threads')
    show(rows)
    if not args.reference:
        print(USUAL)
    if args.out:
        dump(rows, args.out)


if __name__ == '__main__':
    main()
