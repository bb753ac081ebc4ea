"""Files with random mutations: each is refused by name, or nobody is lost."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from poseur.structures.annotations import (
    Demands,
    Report,
    check_annotations,
    check_boxes,
    check_detections,
)
from tests.helpers.made_coco import NAMES, made_coco

VALUES = (
    None, True, 0, -1, 3, 2**70, 0.5, float('nan'), float('inf'), '', '1', 'a\0b', [],
    [[]], [1, 2], ['x'] * 9, [0] * 9, [1, 2, 3, 4], [0, 0, 0, 0], {}, {'id': 1},
    [None] * 4, [1e308] * 4, [5, 5, 2] * 3, [5, 5, True] * 3, [10**400] * 9,
)  # fmt: skip


def mutate(content: dict, rng: random.Random) -> None:
    """Replace, remove or double a random value, list or entry."""
    where = content[rng.choice(('images', 'annotations', 'categories'))]
    kind = rng.randrange(10)
    if kind == 0:
        content[rng.choice(list(content))] = rng.choice(VALUES)
    elif kind == 1:
        where.insert(rng.randrange(len(where) + 1), rng.choice(VALUES))
    elif kind == 2:
        where.append(dict(rng.choice(where)))
    elif kind == 3:
        entry = rng.choice(where)
        del entry[rng.choice(list(entry))]
    elif kind == 4:
        del where[rng.randrange(len(where))]
    elif kind < 7:
        numbers = rng.choice(content['annotations'])[rng.choice(('bbox', 'keypoints'))]
        numbers[rng.randrange(len(numbers))] = rng.choice(VALUES)
    else:
        entry = rng.choice(where)
        entry[rng.choice([*entry, 'iscrowd', 'score'])] = rng.choice(VALUES)


def message_of(report: Report) -> str | None:
    """Return the message of a refused file, None for one that is accepted."""
    try:
        report.raise_faults()
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize('demands', [Demands(NAMES), Demands(areas=True)])
def test_kept_and_counted_are_all(demands: Demands) -> None:
    refused = 0
    for seed in range(1500):
        content = made_coco(4)
        mutate(content, random.Random(seed))
        checked = check_annotations(content, demands, 'p.json')
        message = message_of(checked.report)
        if message:
            refused += 1
            assert message.startswith('p.json') and len(message) < 2000
            continue
        json.dumps(content)
        kept = [
            entry
            for entry in content['annotations']
            if entry['id'] not in checked.left_out and len(entry['keypoints']) == 9
        ]
        total = len(content['annotations'])
        assert len(kept) + sum(checked.report.left_out.values()) == total, seed
    assert 700 < refused < 1400


@pytest.mark.parametrize(
    'check',
    [
        lambda content: check_boxes(content, 'p.json')[0],
        lambda content: check_detections(content['annotations'], {100, 101}, 'p.json'),
    ],
)
def test_boxes_and_detections(check: Callable[[dict], Report]) -> None:
    outcomes = set()
    for seed in range(1500):
        content = made_coco(4)
        for entry in content['annotations']:
            entry['score'] = 0.5
        mutate(content, random.Random(seed))
        message = message_of(check(content))
        outcomes.add(message is None)
        assert message is None or message.startswith('p.json')
    assert outcomes == {True, False}
