"""Assess the calibration of predicted scales and keypoint scores.

A calibrated sigma of s means an error of s, a calibrated score of p a probability of p.

poseur calibrate CONFIG CHECKPOINT [--out-dir DIR]
poseur calibrate CONFIG --predictions FILE.pkl

Writes calibration.md, calibration.png, joints.csv and bins.csv.
"""

from __future__ import annotations

import argparse

from poseur.structures.commands import command_parser

from .options import add_prediction_arguments


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('calibrate', __doc__)
    add_prediction_arguments(parser, out_dir='work_dirs/calibration')
    return parser.parse_args()


def main() -> None:
    """Load the predictions, and write tables and a figure of their calibration."""
    args = parse_args()
    from poseur.analysis.predictions import assess, load_predictions
    from poseur.analysis.predictions.calibration_report import (
        draw_calibration,
        write_tables,
    )

    predictions, _ = load_predictions(args)
    report = assess(predictions, args.threshold)
    print(write_tables(report, args.title, args.out_dir))
    draw_calibration(report, args.title, args.out_dir / 'calibration.png')
    print(f'Tables and figure are in {args.out_dir}')
