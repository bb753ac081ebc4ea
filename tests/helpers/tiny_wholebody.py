"""A tiny COCO-WholeBody dataset on disk, to be modified by tests."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from tests.helpers.tiny_coco import COCO, write_images

PARTS = dict(
    keypoints=17, foot_kpts=6, face_kpts=68, lefthand_kpts=21, righthand_kpts=21
)


def triplets(first: int, count: int) -> list[float]:
    """Return labeled keypoints in a pattern that depends on their index in the 133."""
    return [
        value
        for k in range(first, first + count)
        for value in (20 + k % 12 * 3, 15 + k // 12 * 4, 2)
    ]


def wholebody() -> dict:
    """Return two people on two images with all 133 keypoints labeled."""
    content = copy.deepcopy(COCO)
    for person in content['annotations']:
        person['segmentation'] = []
        first = 0
        for name, count in PARTS.items():
            person[name] = triplets(first, count)
            first += count
        for part in ('foot', 'face', 'lefthand', 'righthand'):
            person[f'{part}_valid'] = True
    return content


def write_wholebody(root: Path, content: dict) -> dict:
    """Write images and annotations, and return the arguments of the dataset."""
    write_images(root / 'images', 'a.jpg', 'b.jpg')
    (root / 'whole.json').write_text(json.dumps(content))
    return dict(
        data_root=str(root), ann_file='whole.json', data_prefix=dict(img='images/')
    )
