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
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from rich.progress import Progress

from poseur.deploy.detection import (
    add_detector_options,
    detector_from_options,
    say_whole_images,
)
from poseur.structures.commands import command_parser
from poseur.visualization.display import check_display
from poseur.zoo import add_model_options

from .options import add_config

if TYPE_CHECKING:
    from poseur.apis import BoxProvider, Failure, PoseurInferencer
    from poseur.apis.sources import Source

QUIT_KEYS = (27, ord('q'))


def parse_args() -> argparse.Namespace:
    """Parse the command line."""
    parser = command_parser('infer', __doc__)
    parser.add_argument('inputs', help='image, video, folder, pattern or camera number')
    add_config(parser, nargs='?')
    parser.add_argument('checkpoint', nargs='?', help='checkpoint file or URL')
    add_model_options(parser)
    boxes = parser.add_mutually_exclusive_group()
    boxes.add_argument('--bboxes', help='COCO annotations or detections with boxes')
    boxes.add_argument('--det-config', help='config of a person detector of mmdet')
    parser.add_argument('--det-checkpoint', help='weights of the detector')
    add_detector_options(parser, boxes)
    parser.add_argument(
        '--recursive', action='store_true', help='look into the sub-folders of a folder'
    )
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
    parser.add_argument(
        '--flip-test',
        action=argparse.BooleanOptionalAction,
        help='average with the mirrored image; by default as in the config',
    )
    parser.add_argument('--tracking', action='store_true', help='assign track ids')
    parser.add_argument(
        '--batch-size', type=int, default=8, help='maximum number of people in a batch'
    )
    parser.add_argument('--device', help='such as cpu or cuda:0')
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
    own = args.config is not None, args.checkpoint is not None
    if own != ((False,) * 2 if args.model else (True,) * 2):
        parser.error('give CONFIG and CHECKPOINT, or --model NAME instead of both')
    if bool(args.det_config) != bool(args.det_checkpoint):
        parser.error('--det-config and --det-checkpoint go together')
    if args.show and (fault := check_display()):
        parser.error(f'--show: {fault} The pictures are in --out-dir without it.')
    return args


def choose_boxes(
    args: argparse.Namespace, sources: Sequence[Source], infer: PoseurInferencer
) -> BoxProvider | None:
    """Return the box provider that the options select; None without such an option."""
    from poseur.apis import DetectorBoxes, as_box_provider
    from poseur.apis.boxes import WHOLE_IMAGE, OnnxBoxes

    if args.det_config:
        return DetectorBoxes(
            args.det_config, args.det_checkpoint, args.device, args.det_score_thr
        )
    detector = detector_from_options(args, infer.detector_classes)
    if detector is not None:
        return OnnxBoxes(detector)
    if infer.needs_boxes and not (args.bboxes or args.whole_image):
        say_whole_images()
    boxes = WHOLE_IMAGE if args.whole_image else args.bboxes
    return as_box_provider(boxes, sources) if boxes else None


def show(picture: np.ndarray) -> bool:
    """Show an image; return False once the user presses a quit key."""
    cv2.imshow('poseur', picture)
    return cv2.waitKey(1) not in QUIT_KEYS


def run(args: argparse.Namespace, failures: list[Failure]) -> None:
    """Process all inputs and print a summary."""
    from poseur.apis import PoseurInferencer
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
    infer = PoseurInferencer(
        args.model or args.config,
        args.checkpoint,
        device=args.device,
        batch_size=args.batch_size,
        flip_test=args.flip_test,
        min_person_score=args.det_score_thr,
    )
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
