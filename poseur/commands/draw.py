"""Draw the predictions of a test on one sheet.

poseur draw CONFIG PREDICTIONS.pkl --out SHEET.png

PREDICTIONS.pkl is a file written by poseur test --dump. It is a pickle: open only
files that you made yourself.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from poseur.structures import Skeleton
from poseur.structures.commands import command_parser
from poseur.structures.files import (
    check_writable,
    refuse_overwriting,
    write_image,
)

from .options import add_config

if TYPE_CHECKING:
    from poseur.analysis.predictions.dump import Sample

#: Keypoints ``[K, 2]`` and scores ``[K]`` of a person.
Pose = tuple[np.ndarray, np.ndarray]


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('draw', __doc__)
    add_config(parser)
    parser.add_argument('predictions', type=Path, help='file written by --dump')
    parser.add_argument('--out', type=Path, required=True, help='picture to write')
    parser.add_argument(
        '--num-images', type=int, default=24, help='images to draw, sorted by name'
    )
    parser.add_argument('--columns', type=int, default=6, help='images in a row')
    parser.add_argument(
        '--size',
        type=int,
        nargs=2,
        default=(384, 288),
        help='width and height of a cell',
    )
    parser.add_argument(
        '--min-score',
        type=float,
        default=0.0,
        help='keypoints with a lower score are not drawn',
    )
    return parser.parse_args()


def predicted_poses(sample: Sample) -> list[Pose]:
    """Return the people of a sample.

    Every keypoint of a whole image has the score 1.
    """
    from poseur.analysis.predictions.dump import is_crop, likely_instances

    found = sample['pred_instances']
    if is_crop(sample):
        return [(found['keypoints'][0], found['keypoint_scores'][0])]
    return [(pose, np.ones(len(pose))) for pose in likely_instances(found)]


def main() -> None:
    """Draw the first images by name, with all their people."""
    args = parse_args()
    from poseur.analysis.predictions.dump import read_dump, read_tested_image
    from poseur.config import dataset_metainfo, read_file
    from poseur.visualization.image_grid import contact_sheet
    from poseur.visualization.skeletons import draw_pose

    check_writable(args.out, [args.config, args.predictions])
    skeleton = Skeleton.from_metainfo(dataset_metainfo(read_file(args.config)))
    poses: dict[str, list[Pose]] = defaultdict(list)
    for sample in read_dump(args.predictions):
        poses[sample['img_path']] += predicted_poses(sample)
    refuse_overwriting(args.out, poses)
    pictures = []
    for path in sorted(poses)[: args.num_images]:
        image = read_tested_image(path)
        zoom = max(1.0, args.size[1] / image.shape[0])
        image = cv2.resize(image, None, fx=zoom, fy=zoom)
        for keypoints, scores in poses[path]:
            draw_pose(
                image, (keypoints + 0.5) * zoom - 0.5, scores, skeleton, args.min_score
            )
        pictures.append(image)
    write_image(args.out, contact_sheet(pictures, args.columns, tuple(args.size)))
    print(f'{len(pictures)} images with their people are drawn in {args.out}')
