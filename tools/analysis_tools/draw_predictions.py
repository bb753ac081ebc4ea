#!/usr/bin/env python
"""Draw the predicted people of a test on one sheet.

python tools/analysis_tools/draw_predictions.py CONFIG PREDICTIONS.pkl --out SHEET.png

PREDICTIONS.pkl is what ``tools/test.py --dump`` wrote. It is a pickle: open only files
that you made yourself.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.config import dataset_metainfo
from poseur.structures import Skeleton
from poseur.structures.images import read_image
from poseur.studies.prediction_grid import is_crop, people_of_image
from poseur.visualization.image_grid import contact_sheet
from poseur.visualization.skeletons import draw_pose


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Draw predicted people')
    parser.add_argument('config', help='config of the test')
    parser.add_argument('predictions', type=Path, help='file written by --dump')
    parser.add_argument('--out', type=Path, required=True, help='picture to write')
    parser.add_argument('--num-images', type=int, default=24)
    parser.add_argument('--columns', type=int, default=6)
    parser.add_argument(
        '--size', type=int, nargs=2, default=(384, 288), help='of a cell'
    )
    parser.add_argument('--min-score', type=float, default=0.0, help='of a keypoint')
    return parser.parse_args()


def predicted_people(sample: dict) -> list[tuple[np.ndarray, np.ndarray]]:
    """Keypoints ``[K, 2]`` in pixels and scores ``[K]`` of the people of a sample."""
    found = sample['pred_instances']
    if is_crop(sample):
        return [(found['keypoints'][0], found['keypoint_scores'][0])]
    return list(people_of_image(found))


def main() -> None:
    """Draw the first images, in the order of their names, with all their people."""
    args = parse_args()
    metainfo = dataset_metainfo(Config.fromfile(args.config))
    skeleton = Skeleton.from_metainfo(metainfo)
    people = defaultdict(list)
    for sample in pickle.loads(args.predictions.read_bytes()):
        people[sample['img_path']] += predicted_people(sample)
    pictures = []
    for path in sorted(people)[: args.num_images]:
        image = read_image(path)
        zoom = max(1.0, args.size[1] / image.shape[0])
        image = cv2.resize(image, None, fx=zoom, fy=zoom)
        for keypoints, scores in people[path]:
            draw_pose(
                image, (keypoints + 0.5) * zoom - 0.5, scores, skeleton, args.min_score
            )
        pictures.append(image)
    cv2.imwrite(str(args.out), contact_sheet(pictures, args.columns, tuple(args.size)))
    print(f'{len(pictures)} images with their people are drawn in {args.out}')


if __name__ == '__main__':
    main()
