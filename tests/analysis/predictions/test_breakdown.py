"""Errors of three people, by hand."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import pytest

from poseur.analysis.predictions import compute_tolerance, relative_errors
from poseur.analysis.predictions.breakdown import break_down, draw_breakdown
from poseur.analysis.predictions.ranked_samples import (
    draw_samples,
    spread_samples,
    worst_samples,
)
from poseur.structures import Skeleton
from poseur.structures.images import UnreadableImageError
from poseur.visualization.image_grid import BAR, GAP
from tests.helpers.keypoint_predictions import laplace_predictions

LABELS = np.array([[50.0, 40.0], [30.0, 60.0], [70.0, 60.0]])
SKELETON = Skeleton(
    names=('nose', 'left_hand', 'right_hand'),
    links=((1, 2),),
    keypoint_colors=((255, 0, 0),) * 3,
    link_colors=((255, 0, 0),),
    oks_sigmas=(0.025, 0.05, 0.05),
)


@pytest.fixture
def predictions():
    """One correct person, one with swapped hands, one with a hand 50 px off."""
    labels = np.tile(LABELS, (3, 1, 1))
    keypoints = labels.copy()
    keypoints[1] = LABELS[[0, 2, 1]]
    keypoints[2, 1, 1] -= 50
    labels[2, 2], keypoints[2, 2] = 900, 900  # outside of the crop
    occluded = np.zeros((3, 3), bool)
    occluded[2, 1] = True
    return laplace_predictions(
        3,
        labels=labels,
        keypoints=keypoints,
        occluded=occluded,
        areas=np.array([900.0, 5000.0, 5000.0]),
        head_sizes=np.full(3, 20.0),
    )


def rows_of(predictions) -> dict[str, dict]:
    rows = break_down(predictions, compute_tolerance(predictions))
    return {row['group']: row for row in rows}


def test_groups_and_their_errors(predictions) -> None:
    rows = rows_of(predictions)
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


def test_annotations_that_do_not_tell_hidden_keypoints(predictions) -> None:
    rows = rows_of(predictions.replace(occluded=None))
    assert rows['inside of the crop']['keypoints'] == 8 and 'hidden' not in rows


def test_the_worst_come_first(predictions) -> None:
    relative = relative_errors(predictions, compute_tolerance(predictions))
    assert worst_samples(relative, 3) == [1, 2, 0]
    relative[1] = np.nan
    assert worst_samples(relative, 3) == [2, 0]


def test_a_spread_goes_from_the_best_to_the_worst() -> None:
    relative = np.array([[3.0], [1.0], [np.nan], [5.0], [2.0], [4.0]])
    assert spread_samples(relative, 3) == [1, 0, 3]
    assert spread_samples(relative, 2) == [1, 3]
    assert spread_samples(relative, 9) == [1, 4, 0, 5, 3]


def test_figure_and_sheet(predictions, tmp_path: Path) -> None:
    tolerance = compute_tolerance(predictions)
    draw_breakdown(break_down(predictions, tolerance), 'three', tmp_path / 'errors.png')
    assert cv2.imread(str(tmp_path / 'errors.png')).shape[0] > 300
    path = tmp_path / 'black.png'
    cv2.imwrite(str(path), np.zeros((200, 200, 3), np.uint8))
    predictions = predictions.replace(paths=(str(path),) * 3)
    relative = relative_errors(predictions, tolerance)
    sheet = draw_samples(predictions, relative, [2, 0], SKELETON, columns=2)
    assert sheet.shape == (BAR + 320 + GAP, 2 * (160 + GAP), 3)
    zoom = 320 / 240  # a crop of 200 pixels with a tenth more on each side
    top, left = BAR + 159.5, 79.5
    # the predicted hand of person 2 is 50 px above its label and 20 left of the middle
    column, row = round(left - 20 * zoom), round(top + (60 - 50 - 50) * zoom)
    assert sheet[row, column].tolist() == [0, 0, 255]
    assert sheet[row, column + 160 + GAP].max() < 30


def test_bars_are_named_in_the_figure(predictions, tmp_path: Path) -> None:
    rows = break_down(predictions, compute_tolerance(predictions))
    with matplotlib.rc_context({'svg.fonttype': 'none'}):
        draw_breakdown(rows, 'three', tmp_path / 'errors.svg')
    texts = re.findall(
        '<text[^>]*>([^<]+)</text>', (tmp_path / 'errors.svg').read_text()
    )
    for name in ('correct', 'left for right', 'wrong', 'mean', 'median'):
        assert texts.count(name) == 1, name


def test_images_that_have_gone(predictions) -> None:
    relative = relative_errors(predictions, compute_tolerance(predictions))
    with pytest.raises(UnreadableImageError, match=r'a\.png does not exist.* restore'):
        draw_samples(predictions, relative, [0], SKELETON)
