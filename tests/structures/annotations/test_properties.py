"""Properties of the gate on generated files and on files with generated faults."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poseur.structures.annotations import (
    AnnotationError,
    Checked,
    Demands,
    check_annotations,
    check_boxes,
    check_detections,
)
from tests.helpers.made_coco import HEIGHT, NAMES, WIDTH, made_coco

DEMANDS = [Demands(NAMES), Demands(areas=True, categories=True)]
#: What a person may be, and the reason for which it is left out; None for a sample.
STATES: dict[str, tuple[dict, str | None]] = {
    'person': ({}, None),
    'crowd': (dict(iscrowd=1), 'crowd regions'),
    'unlabeled': (
        dict(keypoints=[0] * 9, num_keypoints=0),
        'without labeled keypoints',
    ),
    'track': (dict(keypoints=[]), 'with an empty list of keypoints'),
    'other': (dict(category_id=7), 'objects of other categories'),
}
numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([2**63, -(2**63), 10**400, 1e308, 1e-320, -0.0]),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=9),
        st.dictionaries(st.sampled_from(['id', 'bbox', '']), inner, max_size=2),
    ),
    max_leaves=9,
)


def refusal(checked: Checked) -> str | None:
    """Return the message of a refused file, None for one that is accepted."""
    try:
        checked.report.raise_faults()
    except AnnotationError as error:
        return str(error)
    return None


def file_of(states: list[str]) -> dict:
    """Return a file with people in these states."""
    content = made_coco(len(states))
    for person, state in zip(content['annotations'], states, strict=True):
        person.update(copy.deepcopy(STATES[state][0]))
        if state == 'other':
            del person['keypoints']
    content['categories'].append(dict(id=7, name='ball'))
    return content


def any_place(tree: Any, data: st.DataObject) -> tuple[Any, Any]:
    """Draw a dictionary or list of a nested value, and a key or index of it."""
    node, key = tree, data.draw(st.sampled_from(list(tree)))
    while node[key] and isinstance(node[key], dict | list) and data.draw(st.booleans()):
        node = node[key]
        keys = list(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(keys))
    return node, key


@given(st.lists(st.sampled_from(list(STATES)), min_size=1, max_size=30))
def test_everybody_is_a_sample_or_left_out_for_the_planted_reason(states) -> None:
    states = ['person', *states]
    checked = check_annotations(file_of(states), DEMANDS[0], 'p.json')
    assert refusal(checked) is None
    reasons = {number: STATES[state][1] for number, state in enumerate(states)}
    assert checked.left_out == {n: why for n, why in reasons.items() if why}
    assert checked.report.left_out.total() == len(checked.left_out)


@pytest.mark.parametrize('demands', DEMANDS)
@given(data=st.data())
def test_any_value_anywhere_is_refused_by_name_or_everybody_counts(
    demands: Demands, data: st.DataObject
) -> None:
    content = file_of(['person'] * 3 + data.draw(st.permutations(list(STATES))))
    node, key = any_place(content, data)
    node[key] = data.draw(values)
    checked = check_annotations(content, demands, 'p.json')
    message = refusal(checked)
    if message is None:
        ids = [each['id'] for each in content['annotations']]
        assert len(set(ids)) == len(ids) and set(checked.left_out) <= set(ids)
        assert checked.report.left_out.total() == len(checked.left_out)
        kept = [a for a in content['annotations'] if a['id'] not in checked.left_out]
        assert all(len(person['keypoints']) == 9 for person in kept)
    else:
        assert all(
            line.startswith('p.json') and len(line) < 700
            for line in message.splitlines()
        )


@given(data=st.data())
def test_the_order_of_entries_does_not_matter(data: st.DataObject) -> None:
    content = file_of(['person', 'person', 'crowd', 'unlabeled', 'track', 'other'])
    node, key = any_place(content['annotations'][0], data)
    node[key] = data.draw(values)
    turned = copy.deepcopy(content)
    for entries in turned.values():
        entries.reverse()
    first, second = (
        check_annotations(each, DEMANDS[1], 'p.json') for each in (content, turned)
    )
    assert first.report.counts == second.report.counts
    assert first.left_out == second.left_out and first.people == second.people


@given(st.integers(1, 8), st.integers(0, 7), st.integers(0, 7))
def test_ids_are_unique(count: int, one: int, other: int) -> None:
    content = made_coco(count)
    people = content['annotations']
    people[one % count]['id'] = people[other % count]['id']
    refused = refusal(check_annotations(content, DEMANDS[0], 'p.json'))
    assert bool(refused) == (one % count != other % count)


@given(*[st.floats(-300, 300)] * 2, *[st.floats(-50, 300)] * 2)
def test_boxes_are_refused_where_nothing_of_the_picture_is_in_them(
    x: float, y: float, width: float, height: float
) -> None:
    content = made_coco(4)
    content['annotations'][2]['bbox'] = [x, y, width, height]
    first = np.clip([x, y], 0, [WIDTH - 1, HEIGHT - 1]).astype(np.float32)
    second = np.clip([x + width, y + height], 0, [WIDTH - 1, HEIGHT - 1])
    inside = (second.astype(np.float32) > first).all() and min(width, height) > 0
    message = refusal(check_annotations(content, DEMANDS[0], 'p.json'))
    assert inside == (message is None or 'within [0, 1]' in message)


@given(data=st.data())
def test_boxes_and_detections_are_refused_by_name(data: st.DataObject) -> None:
    content = made_coco(4)
    for entry in content['annotations']:
        entry['score'] = 0.5
    node, key = any_place(content, data)
    node[key] = data.draw(values)
    detections = content['annotations']
    for report in (
        check_boxes(content, 'p.json')[0],
        check_detections(detections, {100, 101}, 'p.json'),
    ):
        message = refusal(Checked(report, frozenset(), {}))
        assert message is None or message.startswith('p.json')
