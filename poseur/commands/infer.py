"""Estimate the poses of people in images and videos.

poseur infer INPUTS CONFIG CHECKPOINT [--bboxes FILE.json | --det-onnx FILE |
    --det-config CONFIG --det-checkpoint FILE | --whole-image] [--out-dir DIR] [...]
poseur infer INPUTS --model NAME [...]

INPUTS is an image, a video, a folder, a glob pattern ("a/*.jpg") or the number of a
camera. CONFIG is a file or the name of one of poseur; NAME is one of --list-models. The
exit status is 1 if anything failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from rich.progress import Progress

from poseur.structures.commands import command_parser
from poseur.visualization.display import check_display

from .options.inference import (
    add_inference_arguments,
    check_inference_arguments,
    choose_boxes,
    load_inferencer,
)

if TYPE_CHECKING:
    from poseur.apis import Failure

QUIT_KEYS = (27, ord('q'))


def parse_args() -> argparse.Namespace:
    """Parse the command line."""
    parser = command_parser('infer', __doc__)
    parser.add_argument('inputs', help='image, video, folder, pattern or camera number')
    add_inference_arguments(parser)
    parser.add_argument('--out-dir', default='work_dirs/inference')
    parser.add_argument(
        '--save-json', action='store_true', help='write a COCO file for each input'
    )
    parser.add_argument(
        '--save-video', action='store_true', help='write an annotated video per video'
    )
    parser.add_argument(
        '--show', action='store_true', help='show the results in a window; q quits'
    )
    parser.add_argument('--tracking', action='store_true', help='assign track ids')
    parser.add_argument(
        '--score-thr',
        type=float,
        default=0.2,
        help='minimum score of the keypoints that are drawn',
    )
    parser.add_argument(
        '--draw-errors',
        action='store_true',
        help='draw the mean errors to expect as ellipses; for models of --list-models',
    )
    args = parser.parse_args()
    check_inference_arguments(parser, args)
    if args.show and (fault := check_display()):
        parser.error(f'--show: {fault} The pictures are in --out-dir without it.')
    return args


def show(picture: np.ndarray) -> bool:
    """Show an image; return False once the user presses a quit key."""
    cv2.imshow('poseur', picture)
    return cv2.waitKey(1) not in QUIT_KEYS


def run(args: argparse.Namespace, failures: list[Failure]) -> None:
    """Process all inputs and print a summary."""
    from poseur.apis.failures import FailureLog
    from poseur.apis.inputs import find_sources
    from poseur.apis.result_writer import ResultWriter

    inputs = args.inputs
    if inputs.isdecimal() and not Path(inputs).exists():
        inputs = int(inputs)
    sources = find_sources(inputs, FailureLog(failures), args.recursive)
    if not sources:
        return
    writer = ResultWriter(
        sources,
        args.out_dir,
        args.save_json,
        args.save_video,
        args.score_thr,
        other_inputs=[args.bboxes] if args.bboxes else [],
        failures=failures,
        draw_errors=args.draw_errors,
    )
    infer = load_inferencer(args)
    boxes = choose_boxes(args, sources, infer)
    results = infer.stream(sources, boxes, args.tracking, failures)
    lengths = [source.num_frames for source in sources]
    known = [length for length in lengths if length is not None]
    total = sum(known) if len(known) == len(lengths) else None
    num_frames = num_people = num_empty = 0
    start = time.perf_counter()
    with writer, Progress() as progress:
        task = progress.add_task('Estimating poses', total=total)
        for result in results:
            picture = writer.write(result)
            num_frames += 1
            num_people += len(result)
            num_empty += not len(result)
            progress.advance(task)
            if args.show and picture is not None and not show(picture):
                break
    seconds = time.perf_counter() - start
    files = ', '.join(f'{kind} ({n})' for kind, n in writer.written.items())
    print(
        f'{num_people} people in {num_frames} images or frames ({num_empty} without '
        f'people), {seconds:.1f} s, {num_frames / seconds:.1f} images/s'
    )
    print(f'Written to {args.out_dir}: {files or "nothing"}')


def main() -> None:
    """Run inference; exit with status 1 if anything failed."""
    args = parse_args()
    failures: list[Failure] = []
    try:
        run(args, failures)
    finally:
        for failure in failures:
            print(f'FAILED {failure}', file=sys.stderr)
    if failures:
        sys.exit(f'{len(failures)} failures')
