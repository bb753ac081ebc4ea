from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ks_2samp

from poseur.datasets import ClippedNormalBBoxTransform

COUNT = 40_000
FAR = 1.95 * (2 / COUNT) ** 0.5  # distance of equal distributions: below, p = 0.999


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
    # The share of a normal variable beyond one deviation lies on each end.
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
