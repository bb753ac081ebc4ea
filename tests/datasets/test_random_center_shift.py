from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from poseur.datasets import RandomCenterShift

COUNT = 20_000


def shifts(width: float, height: float, **settings) -> np.ndarray:
    """Shifts of many equal boxes, in pixels."""
    center = np.array([[50.0, 80.0]]).repeat(COUNT, 0)
    scale = np.array([[width, height]]).repeat(COUNT, 0)
    transform = RandomCenterShift(input_size=(192, 256), **settings)
    moved = transform(dict(bbox_center=center, bbox_scale=scale))
    np.testing.assert_array_equal(moved['bbox_scale'], scale)
    np.testing.assert_array_equal(center, [[50.0, 80.0]] * COUNT)
    return moved['bbox_center'] - center


def test_uniform_and_independent_in_both_directions():
    share = shifts(30.0, 40.0, prob=1.0) / [30, 40]
    for axis in share.T:
        assert kstest(axis, 'uniform', (-0.16, 0.32)).pvalue > 1e-3
    assert abs(np.corrcoef(share.T)[0, 1]) < 0.03


@pytest.mark.parametrize('box', [(30.0, 40.0), (12.0, 40.0), (30.0, 10.0)])
def test_measured_by_the_crop_that_the_box_is_widened_to(box):
    """All three are cropped as 30x40 pixels, the aspect ratio of 192x256."""
    largest = abs(shifts(*box)).max(0)
    np.testing.assert_allclose(largest, [0.16 * 30, 0.16 * 40], rtol=0.01)


def test_three_in_ten_boxes_move():
    assert shifts(30.0, 40.0).any(1).mean() == pytest.approx(0.3, abs=0.01)
    assert not shifts(30.0, 40.0, prob=0.0).any()
