"""Random annotations in COCO's format, and results near them."""

from __future__ import annotations

from typing import Any

import numpy as np

#: Keypoints of the lists of COCO-WholeBody.
WHOLE_BODY = dict(
    keypoints=17, foot_kpts=6, face_kpts=68, lefthand_kpts=21, righthand_kpts=21
)
CATEGORIES = [dict(id=1, name='person', supercategory='person')]


def annotations(
    rng: np.random.Generator,
    lists: dict[str, int],
    *,
    images: int = 8,
    people: int = 4,
    areas: bool = True,
    first_id: int = 0,
) -> dict[str, Any]:
    """Return a file of images with up to so many people, crowds and empty ones too.

    Args:
        rng: Source of randomness.
        lists: Lists of keypoints of each person, with their lengths.
        images: Number of images.
        people: Largest number of people on one.
        areas: Whether people have an area.
        first_id: Id of the first annotation.
    """
    found = []
    for image in range(1, images + 1):
        for _ in range(rng.integers(people + 1)):
            found.append(_person(rng, lists, image, first_id + len(found), areas))
    pictures = [
        dict(id=i, width=640, height=480, crowdIndex=float(rng.random()))
        for i in range(1, images + 1)
    ]
    return dict(images=pictures, annotations=found, categories=CATEGORIES)


def _person(
    rng: np.random.Generator, lists: dict[str, int], image: int, number: int, area: bool
) -> dict[str, Any]:
    x, y = rng.uniform(0, 400, 2)
    width, height = rng.uniform(10, 240, 2)
    keypoints = {}
    for name, count in lists.items():
        points = np.stack(
            [
                rng.uniform(x, x + width, count).round(int(rng.integers(3))),
                rng.uniform(y, y + height, count).round(2),
                rng.integers(0, 3, count) * (rng.random() > 0.15),
            ],
            axis=1,
        )
        keypoints[name] = points.ravel().tolist()
    person = dict(
        id=number,
        image_id=image,
        category_id=1,
        bbox=[float(x), float(y), float(width), float(height)],
        num_keypoints=int(np.count_nonzero(keypoints['keypoints'][2::3])),
        **keypoints,
    )
    if area:
        person['area'] = float(width * height * rng.uniform(0.3, 0.8))
    if rng.random() > 0.3:  # absent from some files
        person['iscrowd'] = int(rng.random() < 0.15)
    return person


def results(
    rng: np.random.Generator,
    truth: dict[str, Any],
    lists: dict[str, int],
    *,
    noise: float,
    boxes: bool = False,
    part_scores: bool = False,
    copies: int = 2,
) -> list[dict[str, Any]]:
    """Return results near the annotations.

    Args:
        rng: Source of randomness.
        truth: The file of annotations.
        lists: Lists of keypoints of each person.
        noise: Standard deviation of the coordinates in pixels.
        boxes: Whether results have a box.
        part_scores: Whether they have a score of each part.
        copies: Largest number of results near each person.
    """
    found = []
    for person in truth['annotations']:
        for _ in range(rng.integers(copies + 1)):
            result = dict(image_id=person['image_id'], category_id=1)
            for name in lists:
                points = np.array(person[name]).reshape(-1, 3)
                points[:, :2] += rng.normal(0, noise, (len(points), 2))
                points[:, 2] = rng.random(len(points))
                points *= rng.random() > 0.1  # some without any keypoint
                result[name] = points.ravel().tolist()
            result['score'] = round(rng.random(), 1)  # with ties
            if boxes:
                result['bbox'] = list(person['bbox'] + rng.normal(0, noise, 4))
            if part_scores:
                parts = ('wholebody', *(name.removesuffix('_kpts') for name in lists))
                result |= {f'{part}_score': float(rng.random()) for part in parts}
            found.append(result)
    return found
