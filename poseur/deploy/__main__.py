"""Command line of exported models, which needs no PyTorch.

python -m poseur.deploy MODEL.onnx IMAGE [IMAGE ...] [--bboxes BOXES] [--out FILE.json]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from poseur.structures import BoxFile, PoseResult

from .runner import OnnxPoseur


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog='python -m poseur.deploy')
    parser.add_argument('model', help='ONNX file of tools/deployment/export_onnx.py')
    parser.add_argument('images', nargs='+', help='image files')
    parser.add_argument(
        '--bboxes',
        nargs='+',
        metavar='BOXES',
        help='a COCO annotation file, which must list the images by name; or, for a '
        'single image, one LEFT,TOP,RIGHT,BOTTOM in pixels for each person. Default: '
        'the whole image is one person',
    )
    parser.add_argument('--out', help='JSON file for keypoints, sigmas and scores')
    parser.add_argument('--batch-size', type=int, default=4, help='crops in a batch')
    parser.add_argument(
        '--threads', type=int, default=0, help='CPU threads; 0: one for each core'
    )
    parser.add_argument(
        '--no-flip-test', action='store_true', help='do not predict mirror images'
    )
    args = parser.parse_args(argv)
    try:
        args.boxes = boxes_of_images(args.bboxes, args.images)
    except (OSError, ValueError) as error:
        parser.error(f'--bboxes: {error}')
    return args


def boxes_of_images(
    bboxes: list[str] | None, images: list[str]
) -> list[np.ndarray | None]:
    """Return the boxes of each image, None for the whole image.

    Raises:
        ValueError: If the boxes have an unknown form or an image is not in the file.
    """
    if bboxes is None:
        return [None] * len(images)
    if len(bboxes) == 1 and bboxes[0].endswith('.json'):
        file = BoxFile.read_annotations(bboxes[0])
        boxes = [file.boxes_of(image) for image in images]
        for image, rows in zip(images, boxes, strict=True):
            if rows is None:
                raise ValueError(f'{bboxes[0]} has no image {image}')
        return boxes
    if len(images) > 1:
        raise ValueError('for several images give a COCO annotation file')
    try:
        return [np.array([box.split(',') for box in bboxes], np.float32).reshape(-1, 4)]
    except ValueError:
        raise ValueError(
            f'{" ".join(bboxes)} is neither a .json file nor a list of '
            'LEFT,TOP,RIGHT,BOTTOM'
        ) from None


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


def main(argv: list[str] | None = None) -> int:
    """Run the model on every image; return 1 if one of them failed, else 0."""
    args = parse_args(argv)
    flip_test = False if args.no_flip_test else None
    try:
        model = OnnxPoseur(
            args.model, args.batch_size, args.threads, flip_test=flip_test
        )
    except (ImportError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    results, failed = [], 0
    for image, boxes in zip(args.images, args.boxes, strict=True):
        try:
            results.append(model(image, boxes))
        except (OSError, ValueError) as error:
            failed += 1
            print(f'{image}: {error}', file=sys.stderr)
        else:
            print_result(results[-1])
    if args.out:
        Path(args.out).parent.mkdir(parents=True, exist_ok=True)
        Path(args.out).write_text(json.dumps([each.to_dict() for each in results]))
    people = sum(map(len, results))
    print(f'{len(results)} images, {people} people, {failed} images failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
