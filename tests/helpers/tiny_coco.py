"""Tiny COCO and MPII datasets on disk, to be modified by tests."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import cv2
import numpy as np
from scipy.io import savemat

KEYPOINTS = [v for k in range(17) for v in (20 + 2 * k, 15 + 3 * k, 1 + k % 2)]
PERSON = dict(
    image_id=1,
    category_id=1,
    bbox=[10, 10, 50, 60],
    area=1500,
    iscrowd=0,
    keypoints=KEYPOINTS,
    num_keypoints=17,
)
COCO = dict(
    images=[
        dict(id=1, file_name='a.jpg', width=80, height=90),
        dict(id=2, file_name='b.jpg', width=80, height=90),
    ],
    annotations=[dict(PERSON, id=7), dict(PERSON, id=8, image_id=2)],
    categories=[dict(id=1, name='person'), dict(id=3, name='car')],
)
MPII_PERSON = dict(
    image='1.jpg',
    center=[40.0, 45.0],
    scale=0.4,
    joints=[[20.0 + k, 30.0 + k] for k in range(16)],
    joints_vis=[1] * 16,
)


def write_images(folder: Path, *names: str) -> None:
    """Write noise images."""
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(0).integers(0, 255, (90, 80, 3), np.uint8)
    for name in names:
        cv2.imwrite(str(folder / name), noise)


def write_coco(root: Path, content: dict = COCO) -> dict:
    """Write images and annotations, and return the arguments of the dataset."""
    write_images(root / 'images', 'a.jpg', 'b.jpg')
    (root / 'people.json').write_text(json.dumps(content))
    return dict(
        data_root=str(root), ann_file='people.json', data_prefix=dict(img='images/')
    )


def changed_coco(annotation: dict) -> dict:
    """Return the COCO content with some keys of the first annotation changed."""
    content = copy.deepcopy(COCO)
    content['annotations'][0].update(annotation)
    return content


def write_mpii(root: Path, annotations: list[dict]) -> dict:
    """Write an image and MPII annotations, and return the arguments of the dataset."""
    write_images(root / 'images', '1.jpg')
    (root / 'mpii.json').write_text(json.dumps(annotations))
    return dict(
        data_root=str(root), ann_file='mpii.json', data_prefix=dict(img='images/')
    )


def write_head_boxes(path: Path, boxes: list) -> None:
    """Write head boxes ``[N, 2 corners, 2 coordinates]`` in MPII's Matlab format."""
    corners = np.array(boxes, dtype=float).transpose(1, 2, 0)
    savemat(path, dict(headboxes_src=corners))
