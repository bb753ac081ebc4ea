"""Measures of few keypoints, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from poseur.analysis.layers.measures import measure, swapped
from tests.helpers.keypoint_predictions import laplace_predictions

LABELS = np.array([[50.0, 40.0], [30.0, 60.0], [70.0, 60.0]])


def predictions(*errors: tuple[float, float, float], **changes):
    """People whose three keypoints are off along x; crops have a diagonal of 500."""
    labels = np.tile(LABELS, (len(errors), 1, 1))
    keypoints = labels.copy()
    keypoints[..., 0] += errors
    crops = np.tile([300.0, 400.0], (len(errors), 1))
    content = dict(labels=labels, keypoints=keypoints, crops=crops)
    return laplace_predictions(len(errors), **{**content, **changes})


def test_pckh_counts_what_the_metric_counts() -> None:
    heads = np.array([20.0, 20.0, np.nan])
    labeled = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], bool)
    errors = [(1.9, 2.1, 10.1), (9.9, 0.0, 0.0), (0.0, 0.0, 0.0)]
    tested = predictions(*errors, head_sizes=heads, labeled=labeled)
    half, tenth = measure(tested)
    assert (half.name, tenth.name) == ('PCKh@0.5', 'PCKh@0.1')
    nan = np.nan
    np.testing.assert_equal(half.values, [[100, 100, 0], [100, nan, 100], [nan] * 3])
    np.testing.assert_equal(tenth.values, [[100, 0, 0], [0, nan, 100], [nan] * 3])
    assert half.mean() == 80 and tenth.mean() == 40
    assert tenth.mean(np.arange(3) == 2) == 50
    assert math.isnan(half.mean(np.arange(3)[:, None] == 2))


def test_pelvis_and_thorax_are_left_out() -> None:
    names = ('head_top', 'pelvis', 'thorax')
    half, _ = measure(predictions((0, 0, 0), head_sizes=np.ones(1), names=names))
    np.testing.assert_equal(half.values, [[100, np.nan, np.nan]])


def test_similarity_and_error_without_head_sizes() -> None:
    """OKS is exp(-d^2 / (2 area (2 sigma)^2)); the area is 10,000."""
    similarity, error = measure(predictions((5.0, 0.0, 10.0)))
    expected = [100 * math.exp(-1 / 2), 100, 100 * math.exp(-1 / 2)]
    assert similarity.values[0] == pytest.approx(expected)
    assert error.values[0] == pytest.approx([1.0, 0.0, 2.0])
    assert (similarity.sign, error.sign) == (1, -1)


def test_swapped_keypoints_are_nearer_to_the_other_side() -> None:
    """The hands are 40 pixels apart; the nose has no other side."""
    labeled = np.array([[1, 1, 1], [1, 1, 1], [1, 1, 0]], bool)
    errors = [(99.0, 19.0, -21.0), (0.0, 40.0, -40.0), (0.0, 40.0, 0.0)]
    sides = swapped(predictions(*errors, labeled=labeled))
    nan = np.nan
    np.testing.assert_equal(sides.values, [[nan, 0, 100], [nan, 100, 100], [nan] * 3])
    assert sides.mean() == 75
