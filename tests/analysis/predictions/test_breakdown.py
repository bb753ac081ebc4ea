"""Errors of three people, by hand."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.analysis.predictions import relative_errors, tolerance
from poseur.analysis.predictions.breakdown import break_down
from poseur.analysis.predictions.breakdown_figure import draw_breakdown
from poseur.analysis.predictions.worst_samples import draw_people_sheet, worst_people
from poseur.structures import Skeleton, UnreadableImageError
from poseur.visualization.image_grid import BAR, GAP
from tests.helpers.some_people import laplace_people

LABELS = np.array([[50.0, 40.0], [30.0, 60.0], [70.0, 60.0]])
SKELETON = Skeleton(
    names=('nose', 'left_hand', 'right_hand'),
    links=((1, 2),),
    keypoint_colors=((255, 0, 0),) * 3,
    link_colors=((255, 0, 0),),
    oks_sigmas=(0.025, 0.05, 0.05),
)


@pytest.fixture
def people():
    """One person is right, one has its hands swapped, of one a hand is 50 px off."""
    labels = np.tile(LABELS, (3, 1, 1))
    keypoints = labels.copy()
    keypoints[1] = LABELS[[0, 2, 1]]
    keypoints[2, 1, 1] -= 50
    labels[2, 2], keypoints[2, 2] = 900, 900  # outside of the crop
    occluded = np.zeros((3, 3), bool)
    occluded[2, 1] = True
    return laplace_people(
        3,
        labels=labels,
        keypoints=keypoints,
        occluded=occluded,
        areas=np.array([900.0, 5000.0, 5000.0]),
        head_sizes=np.full(3, 20.0),
    )


def rows_of(people) -> dict[str, dict]:
    return {row['group']: row for row in break_down(people, tolerance(people))}


def test_groups_and_their_errors(people) -> None:
    rows = rows_of(people)
    assert rows['all']['keypoints'] == 9
    assert rows['all']['correct'] == pytest.approx(6 / 9)
    assert rows['all']['swapped'] == pytest.approx(2 / 9)
    assert rows['left_hand']['correct'] == pytest.approx(1 / 3)
    assert rows['left_hand']['tolerances'] == pytest.approx((4 + 5) / 3)
    diagonal = np.hypot(100, 200)
    assert rows['left_hand']['error'] == pytest.approx(100 * 30 / diagonal)
    assert rows['left_hand']['median'] == pytest.approx(100 * 40 / diagonal)
    assert rows['nose']['correct'] == 1 and rows['nose']['swapped'] == 0
    assert rows['small (below 32x32)']['keypoints'] == 3
    assert rows['medium']['correct'] == pytest.approx(3 / 6)
    assert 'large (above 96x96)' not in rows
    assert rows['hidden']['keypoints'] == 1 and rows['hidden']['correct'] == 0
    assert rows['outside of the crop']['keypoints'] == 1
    assert rows['visible']['keypoints'] == 7


def test_annotations_that_do_not_tell_hidden_keypoints(people) -> None:
    rows = rows_of(people.replace(occluded=None))
    assert rows['inside of the crop']['keypoints'] == 8 and 'hidden' not in rows


def test_the_worst_come_first(people) -> None:
    relative = relative_errors(people, tolerance(people))
    assert worst_people(relative, 3) == [1, 2, 0]
    relative[1] = np.nan
    assert worst_people(relative, 3) == [2, 0]


def test_figure_and_sheet(people, tmp_path: Path) -> None:
    allowed = tolerance(people)
    draw_breakdown(break_down(people, allowed), 'three', tmp_path / 'errors.png')
    assert cv2.imread(str(tmp_path / 'errors.png')).shape[0] > 300
    path = tmp_path / 'black.png'
    cv2.imwrite(str(path), np.zeros((200, 200, 3), np.uint8))
    people = people.replace(paths=(str(path),) * 3)
    relative = relative_errors(people, allowed)
    sheet = draw_people_sheet(people, relative, [2, 0], SKELETON, columns=2)
    assert sheet.shape == (BAR + 320 + GAP, 2 * (160 + GAP), 3)
    zoom = 320 / 240  # a crop of 200 pixels with a tenth more on each side
    top, left = BAR + 159.5, 79.5
    # the predicted hand of person 2 is 50 px above its label and 20 left of the middle
    column, row = round(left - 20 * zoom), round(top + (60 - 50 - 50) * zoom)
    assert sheet[row, column].tolist() == [0, 0, 255]
    assert sheet[row, column + 160 + GAP].max() < 30


def test_images_that_have_gone(people) -> None:
    relative = relative_errors(people, tolerance(people))
    with pytest.raises(UnreadableImageError, match=r'a\.png cannot be read'):
        draw_people_sheet(people, relative, [0], SKELETON)


def test_truncated_images(people, tmp_path: Path) -> None:
    path = tmp_path / 'cut.jpg'
    cv2.imwrite(str(path), np.full((200, 200, 3), 90, np.uint8))
    path.write_bytes(path.read_bytes()[:-50])
    people = people.replace(paths=(str(path),) * 3)
    relative = relative_errors(people, tolerance(people))
    with pytest.raises(UnreadableImageError, match=r'cut\.jpg cannot be read'):
        draw_people_sheet(people, relative, [0], SKELETON)
