from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ks_2samp, kstest

from poseur.datasets import ClippedNormalBBoxTransform, RandomCenterShift

COUNT = 40_000
NUM_SHIFTS = 20_000
FAR = 1.95 * (2 / COUNT) ** 0.5  # equal distributions are closer with probability 0.999


def boxes(count: int = COUNT) -> dict:
    return dict(
        bbox_center=np.array([[50.0, 80.0]]).repeat(count, 0),
        bbox_scale=np.array([[40.0, 90.0]]).repeat(count, 0),
    )


def distance(ours: np.ndarray, expected: np.ndarray) -> float:
    return ks_2samp(ours, expected).statistic


def test_scale():
    results = ClippedNormalBBoxTransform()(boxes())
    factors = results['bbox_scale'] / [40, 90]
    np.testing.assert_allclose(factors[:, 0], factors[:, 1])
    normal = np.random.default_rng(1).standard_normal(COUNT)
    assert distance(factors[:, 0], np.clip(1 + 0.5 * normal, 0.5, 1.5)) < FAR
    # Each end holds the share of a normal variable beyond one standard deviation.
    assert np.isclose(factors[:, 0], 1.5).mean() == pytest.approx(0.1587, abs=0.006)
    assert np.isclose(factors[:, 0], 0.5).mean() == pytest.approx(0.1587, abs=0.006)


def test_rotation():
    rotation = ClippedNormalBBoxTransform()(boxes())['bbox_rotation']
    assert rotation.shape == (COUNT,)
    turned = rotation[rotation != 0]
    assert len(turned) / COUNT == pytest.approx(0.6, abs=0.01)
    normal = np.random.default_rng(1).standard_normal(len(turned))
    assert distance(turned, np.clip(40 * normal, -80, 80)) < FAR / 0.6**0.5
    assert (abs(turned) == 80).mean() == pytest.approx(0.0455, abs=0.005)


def test_scale_and_rotation_are_independent():
    results = ClippedNormalBBoxTransform(rotate_prob=1.0)(boxes())
    scale, rotation = results['bbox_scale'][:, 0], results['bbox_rotation']
    assert abs(np.corrcoef(scale, rotation)[0, 1]) < 0.02


def test_the_center_stays():
    results = ClippedNormalBBoxTransform()(boxes(500))
    np.testing.assert_array_equal(results['bbox_center'], boxes(500)['bbox_center'])


def test_switched_off():
    transform = ClippedNormalBBoxTransform(scale_prob=0.0, rotate_prob=0.0)
    results = transform(boxes(50))
    np.testing.assert_array_equal(results['bbox_scale'], boxes(50)['bbox_scale'])
    assert not results['bbox_rotation'].any()


def shifts(width: float, height: float, **settings) -> np.ndarray:
    """Return the shifts of many equal boxes, in pixels."""
    center = np.array([[50.0, 80.0]]).repeat(NUM_SHIFTS, 0)
    scale = np.array([[width, height]]).repeat(NUM_SHIFTS, 0)
    transform = RandomCenterShift(input_size=(192, 256), **settings)
    moved = transform(dict(bbox_center=center, bbox_scale=scale))
    np.testing.assert_array_equal(moved['bbox_scale'], scale)
    np.testing.assert_array_equal(center, [[50.0, 80.0]] * NUM_SHIFTS)
    return moved['bbox_center'] - center


def test_uniform_and_independent_in_both_directions():
    share = shifts(30.0, 40.0, prob=1.0) / [30, 40]
    for axis in share.T:
        assert kstest(axis, 'uniform', (-0.16, 0.32)).pvalue > 1e-3
    assert abs(np.corrcoef(share.T)[0, 1]) < 0.03


@pytest.mark.parametrize('box', [(30.0, 40.0), (12.0, 40.0), (30.0, 10.0)])
def test_measured_by_the_crop_that_the_box_is_widened_to(box):
    """All three boxes give a crop of 30x40 pixels, the aspect ratio of 192x256."""
    largest = abs(shifts(*box)).max(0)
    np.testing.assert_allclose(largest, [0.16 * 30, 0.16 * 40], rtol=0.01)


def test_three_in_ten_boxes_move():
    assert shifts(30.0, 40.0).any(1).mean() == pytest.approx(0.3, abs=0.01)
    assert not shifts(30.0, 40.0, prob=0.0).any()
