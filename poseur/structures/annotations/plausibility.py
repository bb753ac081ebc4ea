"""Labels against their numbers, boxes, areas and coordinates against pictures."""

from __future__ import annotations

import numpy as np

from .keypoints import check_visibilities
from .people import People
from .report import CROWD, RARE, UNLABELED, Kind, Report

COUNT = Kind(
    'people whose num_keypoints is not the number of labeled keypoints',
    'Set num_keypoints to the number of keypoints with a visibility above 0.',
    RARE,
)
NO_BOX = Kind(
    'labeled people whose box has no area inside the picture',
    'Correct or remove it.',
    RARE,
)
SHARES = Kind(
    'people annotated in shares of the picture, not in pixels',
    'Multiply x by the width and y by the height of the picture.',
    RARE,
)
FAR = Kind(
    'people with a keypoint farther from the picture than its size',
    'Correct it, or set its visibility and coordinates to 0.',
    RARE,
)
AREA = Kind(
    'labeled people whose area is not positive',
    'Set area to that of the person in pixels; with 0 no prediction is right.',
    RARE,
)
TINY = 1e-3  # pixels, which float32 cannot hold everywhere in a picture
SMALLEST = 16  # pixels; in smaller pictures, pixels may look like shares


def check_people(people: People, areas: bool, report: Report) -> dict[int, str]:
    """Report what is wrong with people, and say who is left out of crops.

    Args:
        people: People of a file.
        areas: Whether areas are needed.
        report: Report to add to.

    Returns:
        By annotation id the reason to leave the annotation out.
    """
    check_visibilities(people.entries, people.points, report)
    single = ~people.crowd
    labeled = _labeled_people(people)
    counted = people.labeled.sum(1)
    for index in np.flatnonzero(single):
        given = people.entries[index].get('num_keypoints', counted[index])
        if given != counted[index]:
            problem = f'has num_keypoints {given}, but {counted[index]} are labeled'
            _add(COUNT, people, index, problem, report)
    boxed = (people.clipped > 0).all(1) & (people.boxes[:, 2:] > 0).all(1)
    used = single & labeled
    _check_boxes(people, used, boxed, report)
    _check_coordinates(people, used, report)
    if areas:
        for index in np.flatnonzero(used & boxed):
            if people.entries[index]['area'] <= 0:
                problem = f'has area {people.entries[index]["area"]}'
                _add(AREA, people, index, problem, report)
    reasons = np.select(
        [~single, ~labeled, ~boxed], [CROWD, UNLABELED, NO_BOX.title], ''
    )
    ids = (each['id'] for each in people.entries)
    return {number: str(why) for number, why in zip(ids, reasons, strict=True) if why}


def _labeled_people(people: People) -> np.ndarray:
    """Return who has a labeled keypoint right of or below the corner ``[N]``."""
    somewhere = people.points[..., :2].max((1, 2), initial=0) > 0
    return people.labeled.any(1) & somewhere


def _check_boxes(
    people: People, used: np.ndarray, boxed: np.ndarray, report: Report
) -> None:
    """Report boxes of ``used`` people that show nothing, or are shares ``[N]``."""
    for index in np.flatnonzero(used & ~boxed):
        picture = people.pictures[index]
        size = f'{picture["width"]}x{picture["height"]}'
        where = f'which is outside of image {picture["file_name"]} ({size})'
        if (people.boxes[index, 2:] < TINY).any():
            where = 'which is empty'
        box = people.entries[index]['bbox']
        problem = f'has bbox {box} (x, y, width, height), {where}'
        _add(NO_BOX, people, index, problem, report)


def _check_coordinates(people: People, used: np.ndarray, report: Report) -> None:
    """Report coordinates that are shares, or far from the picture."""
    places, sizes = people.points[..., :2], people.sizes[:, None]
    large = people.sizes.min(1) >= SMALLEST
    boxes = (people.boxes >= 0).all(1) & (people.boxes <= 1).all(1)
    boxes &= (people.boxes[:, 2:] >= TINY).all(1)  # others are empty
    within = ((places >= 0) & (places <= 1)).all(2) | ~people.labeled
    shares = used & large & (boxes | (within.all(1) & (people.labeled.sum(1) > 1)))
    for index in np.flatnonzero(shares):
        box = people.entries[index]['bbox']
        _add(SHARES, people, index, f'lies within [0, 1], bbox {box}', report)
    far = (places < -sizes) | (places > 2 * sizes)
    far &= people.labeled[..., None]
    for index in np.flatnonzero(used & far.any((1, 2))):
        value = places[index][far[index]][0]
        _add(FAR, people, index, f'has a keypoint at {value:g}', report)


def _add(kind: Kind, people: People, index: int, problem: str, report: Report) -> None:
    report.add(kind, f'annotation {people.entries[index]["id"]}', problem)
