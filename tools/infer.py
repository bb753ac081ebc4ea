#!/usr/bin/env python
"""Find the poses of people in images and videos.

python tools/infer.py INPUTS CONFIG CHECKPOINT [--bboxes FILE.json |
    --det-config CONFIG --det-checkpoint FILE | --whole-image] [--out-dir DIR] [...]

INPUTS is an image, a video, a folder, a pattern ("a/*.jpg") or the number of a camera.
CONFIG is a file or a name in model-index.yml. Ends with 1 where something failed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
from rich.progress import Progress

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.apis import DetectorBoxes, Failure, InferenceError, PoseurInferencer
from poseur.apis.failures import FailureLog
from poseur.apis.inputs import find_sources
from poseur.apis.result_writer import ResultWriter
from poseur.checkpoints import CheckpointError

QUIT_KEYS = (27, ord('q'))


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description='Find the poses of people in images and videos'
    )
    parser.add_argument('inputs', help='image, video, folder, pattern or camera number')
    parser.add_argument('config', help='config file, or a name in model-index.yml')
    parser.add_argument('checkpoint', help='checkpoint file or URL')
    boxes = parser.add_mutually_exclusive_group()
    boxes.add_argument('--bboxes', help='COCO annotations or detections with boxes')
    boxes.add_argument('--det-config', help="config of mmdet's detector of people")
    boxes.add_argument(
        '--whole-image', action='store_true', help='one person fills each image'
    )
    parser.add_argument('--det-checkpoint', help='weights of the detector')
    parser.add_argument(
        '--det-score-thr', type=float, default=0.3, help='of people who are found'
    )
    parser.add_argument('--out-dir', default='work_dirs/inference')
    parser.add_argument(
        '--save-json', action='store_true', help='a COCO file for each input'
    )
    parser.add_argument(
        '--save-video', action='store_true', help='annotated videos of videos'
    )
    parser.add_argument('--show', action='store_true', help='in a window; q ends')
    parser.add_argument(
        '--flip-test',
        action=argparse.BooleanOptionalAction,
        help='average with the mirror image; by default as in the config',
    )
    parser.add_argument('--tracking', action='store_true', help='give people ids')
    parser.add_argument('--batch-size', type=int, default=8, help='people in a batch')
    parser.add_argument('--device', help='such as cpu or cuda:0')
    parser.add_argument(
        '--score-thr', type=float, default=0.2, help='of keypoints that are drawn'
    )
    args = parser.parse_args()
    if bool(args.det_config) != bool(args.det_checkpoint):
        parser.error('--det-config and --det-checkpoint go together')
    if args.show and sys.platform == 'linux' and not has_display():
        parser.error('--show needs a display, and there is none; see --out-dir')
    return args


def has_display() -> bool:
    """Whether windows can be opened on Linux."""
    return any(os.environ.get(name) for name in ('DISPLAY', 'WAYLAND_DISPLAY'))


def choose_boxes(args: argparse.Namespace) -> str | DetectorBoxes | None:
    """Where boxes come from."""
    if args.det_config:
        return DetectorBoxes(
            args.det_config, args.det_checkpoint, args.device, args.det_score_thr
        )
    if args.bboxes:
        return args.bboxes
    return 'whole-image' if args.whole_image else None


def shown(picture) -> bool:
    """Show a picture; False when the user has had enough."""
    cv2.imshow('poseur', picture)
    return cv2.waitKey(1) not in QUIT_KEYS


def run(args: argparse.Namespace, failures: list[Failure]) -> None:
    """Process all inputs and print what was done."""
    inputs = args.inputs
    if inputs.isdecimal() and not Path(inputs).exists():
        inputs = int(inputs)
    sources = find_sources(inputs, FailureLog(failures))
    if not sources:
        return
    writer = ResultWriter(
        sources,
        args.out_dir,
        args.save_json,
        args.save_video,
        args.score_thr,
        other_inputs=[args.bboxes] if args.bboxes else [],
    )
    infer = PoseurInferencer(
        args.config,
        args.checkpoint,
        device=args.device,
        batch_size=args.batch_size,
        flip_test=args.flip_test,
        min_person_score=args.det_score_thr,
    )
    results = infer.stream(sources, choose_boxes(args), args.tracking, failures)
    lengths = [source.num_frames for source in sources]
    total = None if None in lengths else sum(lengths)
    frames = people = empty = 0
    start = time.perf_counter()
    with writer, Progress() as progress:
        task = progress.add_task('Finding poses', total=total)
        for result in results:
            picture = writer.write(result)
            frames, people = frames + 1, people + len(result)
            empty += not len(result)
            progress.advance(task)
            if args.show and not shown(picture):
                break
    seconds = time.perf_counter() - start
    files = ', '.join(f'{kind} ({n})' for kind, n in writer.written.items())
    print(
        f'{people} people in {frames} images or frames ({empty} without people), '
        f'{seconds:.1f} s, {frames / seconds:.1f} images/s'
    )
    print(f'Written to {args.out_dir}: {files or "nothing"}')


def main() -> None:
    """Infer; end with 1 if something failed."""
    args = parse_args()
    failures: list[Failure] = []
    try:
        run(args, failures)
    except (
        CheckpointError,
        ImportError,
        InferenceError,
        OSError,
        ValueError,
    ) as error:
        failures.append(Failure(type(error).__name__, str(error)))
    for failure in failures:
        print(f'FAILED {failure}', file=sys.stderr)
    sys.exit(f'{len(failures)} failures' if failures else 0)


if __name__ == '__main__':
    main()
