#!/usr/bin/env python
"""Draw the predictions of a test on one sheet.

python tools/analysis_tools/draw_predictions.py CONFIG PREDICTIONS.pkl --out SHEET.png

PREDICTIONS.pkl is a file written by tools/test.py --dump. It is a pickle: open only
files that you made yourself.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis.predictions.dump import (
    Sample,
    is_crop,
    likely_instances,
    read_dump,
    read_tested_image,
)
from poseur.config import dataset_metainfo
from poseur.structures import Skeleton
from poseur.structures.files import write_image
from poseur.visualization.image_grid import contact_sheet
from poseur.visualization.skeletons import draw_pose


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Draw the predictions of a test')
    parser.add_argument('config', help='config of the test')
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


def predicted_poses(sample: Sample) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return keypoints ``[K, 2]`` in pixels and scores ``[K]`` of a sample's people.

    Every keypoint of a whole image has the score 1.
    """
    found = sample['pred_instances']
    if is_crop(sample):
        return [(found['keypoints'][0], found['keypoint_scores'][0])]
    return [(pose, np.ones(len(pose))) for pose in likely_instances(found)]


def main() -> None:
    """Draw the first images by name, with all their people."""
    args = parse_args()
    skeleton = Skeleton.from_metainfo(dataset_metainfo(Config.fromfile(args.config)))
    poses = defaultdict(list)
    for sample in read_dump(args.predictions):
        poses[sample['img_path']] += predicted_poses(sample)
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


if __name__ == '__main__':
    main()
