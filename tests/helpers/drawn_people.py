"""Images in which the keypoints of one person can be measured.

A person has three keypoints. Each is drawn as a soft dot in a separate color channel:
nose blue, left hand green, right hand red.
"""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

METAINFO = dict(
    dataset_name='drawn',
    keypoint_info={
        0: dict(name='nose', id=0, type='upper', swap=''),
        1: dict(name='left_hand', id=1, type='upper', swap='right_hand'),
        2: dict(name='right_hand', id=2, type='upper', swap='left_hand'),
    },
    skeleton_info={0: dict(link=('left_hand', 'right_hand'), id=0)},
    joint_weights=[1.0] * 3,
    sigmas=[0.05] * 3,
)
SWAPPED = [0, 2, 1]


def draw(points: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return a black image with dots at ``points`` ``[3, 2]``, pixel indices."""
    x, y = np.arange(width), np.arange(height)[:, None]
    distances = [(x - px) ** 2 + (y - py) ** 2 for px, py in points]
    dots = 255 * np.exp(-np.stack(distances, -1) / (2 * 2.0**2))
    return dots.round().astype(np.uint8)


def find_dots(image: np.ndarray) -> np.ndarray:
    """Return the centers of the dots ``[3, 2]``; pixel i covers [i, i + 1]."""
    weights = image.astype(float)
    y, x = np.indices(image.shape[:2]) + 0.5
    centers = [(weights * axis[..., None]).sum((0, 1)) for axis in (x, y)]
    return np.stack(centers, -1) / weights.sum((0, 1))[:, None]


def person(points: np.ndarray, box: list[float], **changes: object) -> dict:
    """Return an annotation with visible keypoints at ``points``, pixel indices."""
    keypoints = [value for x, y in np.array(points).tolist() for value in (x, y, 2)]
    return (
        dict(
            category_id=1,
            bbox=box,
            area=box[2] * box[3],
            iscrowd=0,
            keypoints=keypoints,
            num_keypoints=3,
        )
        | changes
    )


def write_images(
    root: Path, images: list[np.ndarray], annotations: list[list[dict]]
) -> dict:
    """Write images and their annotations, and return the arguments of the dataset."""
    root.mkdir(exist_ok=True)
    content = dict(images=[], annotations=[], categories=[dict(id=1, name='person')])
    for number, image in enumerate(images, 1):
        cv2.imwrite(str(root / f'{number}.png'), image)
        height, width = image.shape[:2]
        content['images'].append(
            dict(id=number, file_name=f'{number}.png', width=width, height=height)
        )
        for annotation in annotations[number - 1]:
            identity = len(content['annotations']) + 1
            content['annotations'].append(
                dict(annotation, id=identity, image_id=number)
            )
    (root / 'people.json').write_text(json.dumps(content))
    return dict(
        metainfo=METAINFO,
        data_root=str(root),
        ann_file='people.json',
        data_prefix=dict(img=''),
    )
