#!/usr/bin/env python
"""Where the errors are: by joint, size and visibility, and the worst people.

python tools/analysis_tools/analyze_results.py CONFIG CHECKPOINT [--out-dir DIR]
python tools/analysis_tools/analyze_results.py CONFIG --predictions FILE.pkl

Writes errors.md, errors.csv, errors.png and worst.jpg.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis.predictions import load as tested_people
from poseur.analysis.predictions import (
    relative_errors,
    tolerance,
)
from poseur.analysis.predictions.breakdown import break_down
from poseur.analysis.predictions.breakdown_figure import draw_breakdown
from poseur.analysis.predictions.load import add_test_arguments
from poseur.analysis.predictions.worst_samples import draw_people_sheet, worst_people
from poseur.analysis.table import markdown, write_csv
from poseur.structures import Skeleton

EXPLANATION = (
    'Correct: within {}. Swapped: wrong, but correct for the joint of the other side. '
    'Error and median: distance in percent of the diagonal of the crop. Tolerances: '
    'mean distance in units of that within which a keypoint is correct.'
)


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Break errors down')
    add_test_arguments(parser, out_dir='work_dirs/errors')
    parser.add_argument('--worst', type=int, default=24, help='people to draw')
    return parser.parse_args()


def main() -> None:
    """Test or read, break down, draw."""
    args = parse_args()
    people, metainfo = tested_people(args)
    allowed = tolerance(people, args.threshold)
    rows = break_down(people, allowed)
    write_csv(rows, args.out_dir / 'errors.csv')
    explanation = EXPLANATION.format(allowed.name)
    text = f'# Errors of {args.title}\n\n{explanation}\n\n{markdown(rows)}\n'
    (args.out_dir / 'errors.md').write_text(text)
    print(text)
    draw_breakdown(rows, args.title, args.out_dir / 'errors.png')
    relative = relative_errors(people, allowed)
    chosen = worst_people(relative, args.worst)
    skeleton = Skeleton.from_metainfo(metainfo)
    sheet = draw_people_sheet(people, relative, chosen, skeleton)
    cv2.imwrite(str(args.out_dir / 'worst.jpg'), sheet)
    print(f'Table, figure and the {len(chosen)} worst people are in {args.out_dir}')


if __name__ == '__main__':
    main()
