"""The grid of predictions: samples shown, and positions of keypoints."""

from __future__ import annotations

import pickle
from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.structures import Skeleton, UnreadableImageError
from poseur.studies.prediction_grid import BLANK, CELL, draw_prediction_grid
from poseur.visualization.image_grid import BAR

SKELETON = Skeleton(
    names=('left', 'right'),
    links=(),
    keypoint_colors=((255, 0, 0),) * 2,
    link_colors=(),
    oks_sigmas=(0.05,) * 2,
)
TRUTH = np.array([[[30.0, 20.0], [50.0, 60.0]]])


def dump(
    path: Path, image: Path, shift: float, ids: list[int], visible: tuple = (1, 0)
) -> Path:
    """Write the dump of a test on crops of 80 pixels around (40, 40)."""
    samples = [
        dict(
            id=index,
            img_path=str(image),
            input_center=np.array([40.0, 40.0]),
            input_scale=np.array([80.0, 80.0]),
            gt_instances=dict(keypoints=TRUTH, keypoints_visible=np.array([visible])),
            pred_instances=dict(keypoints=TRUTH + shift),
        )
        for index in ids
    ]
    path.write_bytes(pickle.dumps(samples))
    return path


@pytest.fixture
def image(tmp_path: Path) -> Path:
    cv2.imwrite(str(tmp_path / 'black.png'), np.zeros((100, 100, 3), np.uint8))
    return tmp_path / 'black.png'


def test_joints_are_drawn_where_they_are(tmp_path: Path, image: Path) -> None:
    models = {
        'right': dump(tmp_path / 'a.pkl', image, 0.0, [3, 1, 2]),
        'shifted': dump(tmp_path / 'b.pkl', image, 10.0, [1, 2, 3]),
    }
    draw_prediction_grid(models, SKELETON, tmp_path / 'grid.png', num_rows=2)
    grid = cv2.imread(str(tmp_path / 'grid.png'))
    assert grid.shape == (BAR + 2 * CELL, 3 * CELL, 3)
    for row in range(2):
        for column, shift in enumerate([0, 0, 10]):
            top, left = BAR + row * CELL, column * CELL
            drawn = grid[top : top + CELL, left : left + CELL, 2]
            center = np.argwhere(drawn > 128).mean(axis=0)[::-1]
            expected = (TRUTH[0, 0] + shift - 40) * CELL / 80 + (CELL - 1) / 2
            assert center == pytest.approx(expected, abs=0.6)  # the labeled one only


def test_detections_show_what_was_predicted(tmp_path: Path, image: Path) -> None:
    models = {'boxes': dump(tmp_path / 'a.pkl', image, 0.0, [1], visible=(0, 0))}
    draw_prediction_grid(models, SKELETON, tmp_path / 'grid.png', num_rows=1)
    cells = cv2.imread(str(tmp_path / 'grid.png'))[BAR:, :, 2].reshape(CELL, 2, CELL)
    assert [(cells[:, column] > 128).any() for column in range(2)] == [False, True]


def test_tests_on_other_people_are_refused(tmp_path: Path, image: Path) -> None:
    models = {
        'one': dump(tmp_path / 'a.pkl', image, 0.0, [1, 2]),
        'other': dump(tmp_path / 'b.pkl', image, 0.0, [1, 3]),
    }
    with pytest.raises(ValueError, match=r'b\.pkl was tested on other data'):
        draw_prediction_grid(models, SKELETON, tmp_path / 'grid.png')


def test_photographs_can_be_left_out(tmp_path: Path, image: Path) -> None:
    cv2.imwrite(str(image), np.full((100, 100, 3), 255, np.uint8))
    models = {'one': dump(tmp_path / 'a.pkl', image, 0.0, [1])}
    grids = []
    for photographs in (True, False):
        path = tmp_path / f'{photographs}.png'
        draw_prediction_grid(
            models, SKELETON, path, num_rows=1, photographs=photographs
        )
        grids.append(cv2.imread(str(path))[BAR:])
    shown, blank = grids
    assert np.mean(shown == 255) > 0.9
    assert np.mean(blank == BLANK) > 0.9
    keypoint = tuple(np.array([20, 30]) * CELL // 80)  # of 80 pixels, row and column
    assert (blank[keypoint] == shown[keypoint]).all()


def test_a_missing_image_is_named(tmp_path: Path, image: Path) -> None:
    models = {'one': dump(tmp_path / 'a.pkl', image, 0.0, [1, 2])}
    image.unlink()
    with pytest.raises(
        UnreadableImageError, match=r'black\.png does not exist.*restore'
    ):
        draw_prediction_grid(models, SKELETON, tmp_path / 'grid.png')


def test_likely_people_of_whole_images_are_drawn(tmp_path: Path, image: Path) -> None:
    """Images of 100 pixels are doubled; coordinates there are continuous."""
    keypoints = np.array([[[30.5, 20.5]] * 2, [[70.5, 60.5]] * 2])
    people = dict(keypoints=keypoints, scores=np.array([0.9, 0.1]))
    samples = [dict(img_id=5, img_path=str(image), pred_instances=people)]
    (tmp_path / 'a.pkl').write_bytes(pickle.dumps(samples))
    path = tmp_path / 'grid.png'
    draw_prediction_grid({'model': tmp_path / 'a.pkl'}, SKELETON, path, num_rows=1)
    grid = cv2.imread(str(path))
    assert grid.shape == (BAR + CELL, CELL, 3)  # no truth was handed on
    center = np.argwhere(grid[BAR:, :, 2] > 128).mean(axis=0)[::-1]
    assert center == pytest.approx(np.array([30, 20]) * 2 + 0.5, abs=0.6)
