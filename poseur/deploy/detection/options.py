"""Command-line options of a detector, the same in every command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .detector import OnnxDetector
from .formats import FORMATS

DEFAULT_CLASSES = ('person',)


def add_detector_options(
    parser: argparse.ArgumentParser,
    boxes: argparse._ActionsContainer,
) -> None:
    """Add ``--det-onnx`` and what belongs to it.

    Args:
        parser: The parser.
        boxes: Group of the options that give boxes, which exclude each other.
    """
    boxes.add_argument(
        '--det-onnx',
        metavar='FILE',
        help='detector in an ONNX file: YOLOX, RTMDet, NanoDet or Ultralytics',
    )
    parser.add_argument(
        '--det-classes',
        nargs='+',
        metavar='NAME',
        help='classes of --det-onnx, names or numbers; default: person, or those of '
        'the shipped model',
    )
    parser.add_argument(
        '--det-type',
        choices=list(FORMATS),
        help='format of --det-onnx; default: told by its outputs',
    )
    parser.add_argument(
        '--det-score-thr', type=float, default=0.3, help='minimum score of a detection'
    )
    boxes.add_argument(
        '--whole-image', action='store_true', help='one person fills each image'
    )


def detector_from_options(
    args: argparse.Namespace, classes: Sequence[str] = DEFAULT_CLASSES
) -> OnnxDetector | None:
    """Return the detector that the options name; None without ``--det-onnx``.

    Args:
        args: Options of :func:`add_detector_options`.
        classes: Classes unless ``--det-classes`` gives others.

    Raises:
        DetectorError: If the file cannot be used.
        OSError: If it does not exist.
    """
    if not args.det_onnx:
        return None
    return OnnxDetector(
        args.det_onnx, args.det_classes or classes, args.det_score_thr, args.det_type
    )


def say_whole_images() -> None:
    """Say that each image is taken for one person, since no option gives boxes."""
    print(
        'No boxes are given: each whole image is taken for one person, and others in '
        'it are missed. For several give --det-onnx FILE or --bboxes FILE; '
        '--whole-image says that there is one.',
        file=sys.stderr,
    )
