"""Lists of keypoints: their length, their numbers and their visibilities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from .report import Kind, Report

MISSING = Kind(
    'people without a list of keypoints',
    'Use a keypoint annotation file (such as person_keypoints_*.json) or remove the '
    'annotation.',
)
NESTED = Kind(
    'people whose keypoints are nested lists',
    'Write them as one flat list: x, y, visibility of each keypoint in turn.',
)
LENGTH = Kind(
    'people with another number of keypoints',
    'Set metainfo to that of these annotations, and the number of keypoints of the '
    'head with it.',
)
NUMBERS = Kind(
    'people whose keypoints are not finite numbers',
    'Correct them, or set the visibility and coordinates of those keypoints to 0.',
)
VISIBILITY = Kind(
    'people with visibilities other than 0, 1 and 2',
    'Write 0 for not labeled, 1 for hidden and 2 for visible; scores do not belong '
    'there.',
)
#: Where a number of keypoints is from.
METAINFO, MOST = 'the metainfo of the dataset says', 'most people of the file have'
#: Visibilities that are read: 0, 1, 2, and what some tools write for -1 not labeled
#: and 3 labeled.
LOWEST, HIGHEST = -1, 3


def usual_number(people: Sequence[dict]) -> int:
    """Return the number of keypoints that most people have, 0 without any."""
    lists = (p['keypoints'] for p in people if isinstance(p.get('keypoints'), list))
    numbers = Counter(len(values) // 3 for values in lists)
    return max(numbers, key=lambda number: (numbers[number], number), default=0)


def keypoint_array(
    people: Sequence[dict],
    key: str,
    num_keypoints: int,
    report: Report,
    source: str = METAINFO,
) -> tuple[list[dict], np.ndarray]:
    """Return the keypoints of the people whose lists are sound; report the others.

    Args:
        people: Annotations.
        key: Key of the list.
        num_keypoints: Keypoints of each person.
        report: Report to add to.
        source: Where that number is from, for messages.

    Returns:
        The people, and x, y and visibility of their keypoints, float64 ``[N, K, 3]``.
    """
    people = [p for p in people if _is_flat(p, key, num_keypoints, report, source)]
    values = np.array([person[key] for person in people])
    if values.size and values.dtype.kind not in 'iufb':  # something is no number
        people = [p for p in people if _has_numbers(p, key, report)]
        values = np.array([person[key] for person in people])
    points = values.astype(np.float64).reshape(len(people), num_keypoints, 3)
    finite = np.isfinite(points).all((1, 2))
    for index in np.flatnonzero(~finite):
        _add(NUMBERS, people[index], f'has {key} that are not finite', report)
    return [p for p, sound in zip(people, finite, strict=True) if sound], points[finite]


def check_visibilities(
    people: Sequence[dict], points: np.ndarray, report: Report
) -> None:
    """Report visibilities that are not whole numbers from -1 to 3.

    Args:
        people: Annotations.
        points: Their keypoints ``[N, K, 3]``.
        report: Report to add to.
    """
    visible = points[..., 2]
    wrong = (visible % 1 != 0) | (visible < LOWEST) | (visible > HIGHEST)
    for index in np.flatnonzero(wrong.any(-1)):
        value = visible[index][wrong[index]][0]
        _add(VISIBILITY, people[index], f'has the visibility {value:g}', report)


def _is_flat(
    person: dict, key: str, num_keypoints: int, report: Report, source: str
) -> bool:
    values = person.get(key, person)
    if not isinstance(values, list):
        absent = values is person
        problem = f'has no {key!r}' if absent else f'has no list as {key}: {values!r}'
        _add(MISSING, person, problem, report)
        return False
    if any(isinstance(value, list | dict) for value in values):
        _add(NESTED, person, f'has nested lists in {key}', report)
        return False
    if len(values) != 3 * num_keypoints:
        where = '' if key == 'keypoints' else f' in {key}'
        problem = (
            f'has {len(values) / 3:g} keypoints{where}, but {source} {num_keypoints}'
        )
        _add(LENGTH, person, problem, report)
        return False
    return True


def _has_numbers(person: dict, key: str, report: Report) -> bool:
    wrong = [value for value in person[key] if not _is_float(value)]
    if wrong:
        _add(NUMBERS, person, f'has {wrong[0]!r} in {key}, no finite number', report)
    return not wrong


def _is_float(value: Any) -> bool:
    """Return whether NumPy has a number for a value; huge integers have none."""
    return isinstance(value, bool | float) or (
        type(value) is int and abs(value) < 2**63
    )


def _add(kind: Kind, person: dict, problem: str, report: Report) -> None:
    report.add(kind, f'annotation {person["id"]}', problem)
