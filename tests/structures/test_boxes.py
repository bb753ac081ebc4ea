"""Boxes of an image, and those that show nothing of it."""

from __future__ import annotations

import numpy as np
import pytest

from poseur.structures import Boxes, find_invalid_boxes


def test_numbers_become_boxes() -> None:
    boxes = Boxes.from_array([[1, 2, 3, 4, 0.5]])
    assert boxes.corners.tolist() == [[1, 2, 3, 4]] and boxes.scores.tolist() == [0.5]
    assert Boxes.from_array(np.ones((2, 4))).scores.tolist() == [1, 1]
    assert Boxes.from_array([]).corners.shape == (0, 4)
    with pytest.raises(ValueError, match=r'shape \[1, 3\]. Pass \[N, 4\]'):
        Boxes.from_array([[1, 2, 3]])


@pytest.mark.parametrize(
    ('box', 'problem'),
    [
        ([-20, -20, 0.5, 0.5], None),
        ([199.5, 99.5, 300, 300], None),
        ([0, 0, 200, 100], None),
        ([-20, 10, 0, 20], 'outside'),
        ([10, -20, 20, 0], 'outside'),
        ([200, 10, 220, 20], 'outside'),
        ([10, 100, 20, 120], 'outside'),
        ([50, 10, 50, 20], 'no area'),
        ([10, 50, 20, 49], 'no area'),
        ([0, 0, np.nan, 20], 'no area'),
        ([0, 0, np.inf, 20], 'no area'),
        ([300, 300, 250, 350], 'no area'),
    ],
)
@pytest.mark.filterwarnings('error')
def test_where_a_box_may_lie(box: list[float], problem: str | None) -> None:
    corners = np.array([[0, 0, 5, 5], box, box], np.float32)
    found = find_invalid_boxes(corners, (200, 100))
    assert list(found) == ([1, 2] if problem else [])
    assert all(problem in message for message in found.values())


def test_the_message_names_box_and_image() -> None:
    corners = np.array([[700, 10, 760, 90]], np.float32)
    assert find_invalid_boxes(corners, (640, 480)) == {
        0: 'Box 0, [700.0, 10.0, 760.0, 90.0] (left, top, right, bottom), is outside '
        'of the image of 640x480 pixels. Correct or remove it.'
    }
    assert find_invalid_boxes(np.zeros((0, 4), np.float32), (640, 480)) == {}
