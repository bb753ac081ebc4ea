#!/usr/bin/env python
"""Time the parts that decide Poseur's speed, side by side in one run.

python tools/analysis_tools/benchmark.py [--config CONFIG] [--device cuda] [--out FILE]

Every row compares two pieces of work by turns and gives the median of each and their
ratio; on a busy machine trust the ratios, not the milliseconds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from mmengine import dump
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis.attention_speed import Comparison, attention_speed, model_speed

REPO = Path(__file__).resolve().parents[2]
CONFIG = REPO / 'configs/poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Time attention, head and model')
    parser.add_argument('--config', default=str(CONFIG), help='model to time')
    parser.add_argument('--batch-size', type=int, default=8, help='of the whole model')
    parser.add_argument('--repeats', type=int, default=15, help='timings of each piece')
    parser.add_argument('--threads', type=int, default=torch.get_num_threads())
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--out', help='JSON file for the figures')
    return parser.parse_args()


def show(rows: list[Comparison]) -> None:
    """Print the comparisons as a table."""
    print(f'{"what":<52}{"ms":>9}  {"compared with":<30}{"ms":>9}{"ratio":>8}')
    for row in rows:
        print(
            f'{row.name:<52}{row.milliseconds:>9.2f}  {row.other:<30}'
            f'{row.other_milliseconds:>9.2f}{row.ratio:>8.2f}'
        )


def main() -> None:
    """Run all comparisons."""
    args = parse_args()
    torch.set_num_threads(args.threads)
    device = torch.device(args.device)
    rows = attention_speed(device, args.repeats)
    rows += model_speed(
        Config.fromfile(args.config), device, args.batch_size, args.repeats
    )
    print(f'torch {torch.__version__}, {device}, {args.threads} threads')
    show(rows)
    if args.out:
        dump([row._asdict() | dict(ratio=row.ratio) for row in rows], args.out)


if __name__ == '__main__':
    main()
