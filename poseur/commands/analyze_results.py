"""Break errors down by keypoint, size and visibility, and draw the worst people.

poseur analyze-results CONFIG CHECKPOINT [--out-dir DIR]
poseur analyze-results CONFIG --predictions FILE.pkl

Writes errors.md, errors.csv, errors.png, worst.jpg and spread.jpg, which has people
from the smallest to the largest error.
"""

from __future__ import annotations

import argparse

from poseur.structures import Skeleton
from poseur.structures.commands import command_parser
from poseur.structures.files import write_image, write_text

from .options import add_prediction_arguments, positive

EXPLANATION = (
    'Correct: within {}. Swapped: wrong, but correct for the keypoint of the other '
    'side. Error and median: distance in percent of the diagonal of the crop. '
    'Tolerances: mean distance in units of the limit up to which a keypoint is correct.'
)


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('analyze-results', __doc__)
    add_prediction_arguments(parser, out_dir='work_dirs/errors')
    parser.add_argument(
        '--worst',
        type=positive,
        default=24,
        metavar='N',
        help='draw the N people with the largest errors',
    )
    parser.add_argument(
        '--spread',
        type=positive,
        default=24,
        metavar='N',
        help='draw N people from the smallest to the largest error',
    )
    return parser.parse_args()


def main() -> None:
    """Load the predictions, and write tables and pictures of their errors."""
    args = parse_args()
    from poseur.analysis.predictions import (
        compute_tolerance,
        load_predictions,
        relative_errors,
    )
    from poseur.analysis.predictions.breakdown import break_down, draw_breakdown
    from poseur.analysis.predictions.ranked_samples import (
        draw_samples,
        spread_samples,
        worst_samples,
    )
    from poseur.analysis.table import markdown, write_csv

    predictions, metainfo = load_predictions(args)
    tolerance = compute_tolerance(predictions, args.threshold)
    rows = break_down(predictions, tolerance)
    write_csv(rows, args.out_dir / 'errors.csv')
    explanation = EXPLANATION.format(tolerance.name)
    text = f'# Errors of {args.title}\n\n{explanation}\n\n{markdown(rows)}\n'
    write_text(args.out_dir / 'errors.md', text)
    print(text)
    draw_breakdown(rows, args.title, args.out_dir / 'errors.png')
    relative = relative_errors(predictions, tolerance)
    skeleton = Skeleton.from_metainfo(metainfo)
    sheets = {
        'worst.jpg': worst_samples(relative, args.worst),
        'spread.jpg': spread_samples(relative, args.spread),
    }
    for name, chosen in sheets.items():
        sheet = draw_samples(predictions, relative, chosen, skeleton)
        write_image(args.out_dir / name, sheet)
    print(f'Table, figure, {" and ".join(sheets)} are in {args.out_dir}')
