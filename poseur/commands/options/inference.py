"""Options of commands that estimate poses, and what they stand for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from poseur.deploy.detection import (
    add_detector_options,
    detector_from_options,
    say_whole_images,
)
from poseur.zoo import add_model_options

from .arguments import add_config, positive

if TYPE_CHECKING:
    from poseur.apis import BoxProvider, PoseurInferencer
    from poseur.apis.sources import Source


def add_inference_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model, the boxes and how the model runs."""
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
    parser.add_argument(
        '--flip-test',
        action=argparse.BooleanOptionalAction,
        help='average with the mirrored image; by default as in the config',
    )
    parser.add_argument(
        '--batch-size',
        type=positive,
        default=8,
        help='maximum number of people in a batch',
    )
    parser.add_argument('--device', help='such as cpu or cuda:0')


def check_inference_arguments(
    parser: argparse.ArgumentParser, args: argparse.Namespace
) -> None:
    """Reject arguments that do not go together."""
    own = args.config is not None, args.checkpoint is not None
    if own != ((False,) * 2 if args.model else (True,) * 2):
        parser.error('give CONFIG and CHECKPOINT, or --model NAME instead of both')
    if bool(args.det_config) != bool(args.det_checkpoint):
        parser.error('--det-config and --det-checkpoint go together')


def load_inferencer(args: argparse.Namespace) -> PoseurInferencer:
    """Load the model."""
    from poseur.apis import PoseurInferencer

    return PoseurInferencer(
        args.model or args.config,
        args.checkpoint,
        device=args.device,
        batch_size=args.batch_size,
        flip_test=args.flip_test,
        min_person_score=args.det_score_thr,
    )


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
