#!/usr/bin/env python
"""Does a sigma of s mean an error of s, and a score of p a probability of p?

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
from poseur.analysis.predictions import assess
from poseur.analysis.predictions import load as tested_people
from poseur.analysis.predictions.calibration_figure import draw_calibration
from poseur.analysis.predictions.calibration_tables import write_tables
from poseur.analysis.predictions.load import add_test_arguments


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Assess scales and scores')
    add_test_arguments(parser, out_dir='work_dirs/calibration')
    return parser.parse_args()


def main() -> None:
    """Test or read, assess, write."""
    args = parse_args()
    people, _ = tested_people(args)
    report = assess(people, args.threshold)
    print(write_tables(report, args.title, args.out_dir))
    draw_calibration(report, args.title, args.out_dir / 'calibration.png')
    print(f'Tables and figure are in {args.out_dir}')


if __name__ == '__main__':
    main()
