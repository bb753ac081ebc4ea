"""Command line of exported models, which needs no PyTorch.

python -m poseur.deploy MODEL.onnx IMAGE [IMAGE ...] [--out FILE.json]
    [--bboxes BOXES | --det-onnx FILE.onnx | --whole-image]
python -m poseur.deploy --model NAME IMAGE [IMAGE ...]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence

import numpy as np

from poseur.structures import Boxes, BoxFile, PoseResult, read_image
from poseur.structures.commands import run_main
from poseur.structures.files import check_writable, write_text
from poseur.structures.messages import describe_error, print_any_name
from poseur.zoo import ONNX, add_model_options, find_model

from .detection import (
    DEFAULT_CLASSES,
    OnnxDetector,
    add_detector_options,
    detector_from_options,
    say_whole_images,
)
from .runner import OnnxPoseur

BoxSource = BoxFile | Boxes | OnnxDetector | None


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog='python -m poseur.deploy')
    parser.add_argument(
        'files',
        nargs='*',
        metavar='FILE',
        help='ONNX file of `poseur export`, unless --model names a model, and image '
        'files',
    )
    add_model_options(parser)
    boxes = parser.add_mutually_exclusive_group()
    boxes.add_argument(
        '--bboxes',
        nargs='+',
        metavar='BOXES',
        help='a COCO annotation file, which must list the images by name; or, for a '
        'single image, one LEFT,TOP,RIGHT,BOTTOM in pixels for each person',
    )
    add_detector_options(parser, boxes)
    parser.add_argument('--out', help='JSON file for keypoints, sigmas and scores')
    parser.add_argument('--batch-size', type=int, default=4, help='crops in a batch')
    parser.add_argument(
        '--threads', type=int, default=0, help='CPU threads; 0: one for each core'
    )
    parser.add_argument(
        '--no-flip-test', action='store_true', help='do not predict mirror images'
    )
    words = sys.argv[1:] if argv is None else argv
    args = parser.parse_args([as_value(word) for word in words])
    number = 1 if args.model is None else 0  # of files before the images
    args.onnx, args.images = args.files[:number], args.files[number:]
    if not args.images:
        parser.error('give MODEL.onnx and images, or --model NAME and images')
    try:
        args.boxes = read_boxes(args.bboxes, len(args.images))
    except (OSError, ValueError) as error:
        parser.error(f'--bboxes: {error}')
    if args.out:
        try:
            files = args.bboxes if isinstance(args.boxes, BoxFile) else []
            check_writable(args.out, [*args.files, *files])
        except (OSError, ValueError) as error:
            parser.error(f'--out: {describe_error(error)}')
    return args


def as_value(word: str) -> str:
    """Return a word that argparse takes for a value even if it starts with a minus."""
    return f' {word}' if re.match(r'-[\d.]', word) else word


def read_boxes(bboxes: Sequence[str] | None, num_images: int) -> BoxFile | Boxes | None:
    """Return the boxes of the command line.

    Returns:
        A file that names its images; the boxes of a single image; or None for whole
        images.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If the boxes have an unknown form.
    """
    if bboxes is None:
        return None
    if len(bboxes) == 1 and bboxes[0].endswith('.json'):
        return BoxFile.read_annotations(bboxes[0])
    if num_images > 1:
        raise ValueError('for several images give a COCO annotation file')
    try:
        corners = np.array([box.split(',') for box in bboxes], np.float32)
        return Boxes.from_array(corners.reshape(-1, 4))
    except ValueError:
        raise ValueError(
            f'{" ".join(bboxes)} is neither a .json file nor a list of '
            'LEFT,TOP,RIGHT,BOTTOM'
        ) from None


def process(
    model: OnnxPoseur, image: str, boxes: BoxSource
) -> tuple[PoseResult, list[str]]:
    """Estimate the poses in one image file.

    Returns:
        The people, and a message for each box that shows nothing of the image.

    Raises:
        UnreadableImageError: If the file cannot be read.
        ValueError: If it is not in the file of boxes, or has another size there.
    """
    pixels = read_image(image, 'The file')
    size = pixels.shape[1], pixels.shape[0]
    faults: list[str] = []
    if isinstance(boxes, OnnxDetector):
        boxes = boxes(pixels)
    elif isinstance(boxes, BoxFile):
        ids = boxes.ids_of(image)
        if not ids:
            raise ValueError(f'{boxes.path} has no image of this name. Add it there.')
        boxes, faults = boxes.boxes_of(ids, size)
    elif boxes is not None:
        wrong = boxes.faults(size)
        boxes, faults = boxes.without(wrong), list(wrong.values())
    result = model(pixels, None if boxes is None else boxes.corners)
    return result.replace(name=image), faults


def print_result(result: PoseResult) -> None:
    """Print one line for each person."""
    for number, (box, scores) in enumerate(
        zip(result.boxes, result.keypoint_scores, strict=True)
    ):
        corners = ', '.join(f'{value:.0f}' for value in box)
        print(
            f'{result.name}: person {number} in [{corners}], '
            f'mean keypoint score {scores.mean():.3f}'
        )


def load(args: argparse.Namespace) -> tuple[OnnxPoseur, BoxSource]:
    """Load the model, and the detector if there is one.

    Returns:
        The model, and what gives the boxes.

    Raises:
        ImportError: If ONNX Runtime is not installed.
        OSError, ValueError: If a file is missing or is not what it should be.
    """
    shipped = None if args.model is None else find_model(args.model)
    path = args.onnx[0] if shipped is None else shipped.path(ONNX)
    flip_test = False if args.no_flip_test else None
    model = OnnxPoseur(path, args.batch_size, args.threads, flip_test=flip_test)
    classes = DEFAULT_CLASSES if shipped is None else shipped.detector_classes
    detector = detector_from_options(args, classes)
    if shipped is not None:
        shipped.announce()
    if detector is None and args.boxes is None and not args.whole_image:
        say_whole_images()
    return model, detector or args.boxes


def main(argv: list[str] | None = None) -> int:
    """Run the model on every image; return 1 if anything failed, else 0."""
    print_any_name()
    args = parse_args(argv)
    try:
        model, boxes = load(args)
    except (ImportError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    results, failures = [], 0
    for image in args.images:
        try:
            result, faults = process(model, image, boxes)
        except Exception as error:  # of any type: the other images are not affected
            faults = [describe_error(error)]
        else:
            print_result(result)
            results.append(result)
        failures += len(faults)
        for fault in faults:
            print(f'FAILED {image}: {fault}', file=sys.stderr)
    people = sum(map(len, results))
    print(f'{people} people in {len(results)} images, {failures} failures')
    if args.out:
        try:
            write_text(args.out, json.dumps([each.to_dict() for each in results]))
        except OSError as error:
            print(describe_error(error), file=sys.stderr)
            return 1
    return 1 if failures else 0


if __name__ == '__main__':
    run_main(main)
