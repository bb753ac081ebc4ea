#!/usr/bin/env python
"""Assess the calibration of predicted scales and keypoint scores.

A calibrated sigma of s means an error of s, a calibrated score of p a probability of p.

python tools/analysis_tools/calibration.py CONFIG CHECKPOINT [--out-dir DIR]
python tools/analysis_tools/calibration.py CONFIG --predictions FILE.pkl

Writes calibration.md, calibration.png, joints.csv and bins.csv.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis.predictions import add_test_arguments, assess, load_predictions
from poseur.analysis.predictions.calibration_report import (
    draw_calibration,
    write_tables,
)
from poseur.structures.commands import run_main


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description='Assess the calibration of predicted scales and keypoint scores'
    )
    add_test_arguments(parser, out_dir='work_dirs/calibration')
    return parser.parse_args()


def main() -> None:
    """Load the predictions, and write tables and a figure of their calibration."""
    args = parse_args()
    predictions, _ = load_predictions(args)
    report = assess(predictions, args.threshold)
    print(write_tables(report, args.title, args.out_dir))
    draw_calibration(report, args.title, args.out_dir / 'calibration.png')
    print(f'Tables and figure are in {args.out_dir}')


if __name__ == '__main__':
    run_main(main)
