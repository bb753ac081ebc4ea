"""Tolerances against COCO's OKS and head sizes."""

from __future__ import annotations

import numpy as np
import pytest
from xtcocotools.cocoeval import COCOeval

from poseur.analysis.predictions import compute_tolerance, relative_errors
from tests.helpers.keypoint_predictions import laplace_predictions
from tests.helpers.third_party import set_coco_entries

ONE = dict(
    labels=np.full((1, 3, 2), 100.0), keypoints=np.full((1, 3, 2), [103.0, 104.0])
)


def coco_similarity(distance: np.ndarray, area: float, sigmas: list[float]) -> float:
    """Return the OKS of one person as COCO's own code computes it."""
    evaluator = COCOeval(None, iouType='keypoints', sigmas=np.array(sigmas))
    evaluator.params.imgIds, evaluator.params.catIds = [1], [1]
    labels = np.full((len(sigmas), 2), 100.0)
    person = dict(
        id=1, area=area, bbox=[0, 0, 9, 9], num_keypoints=len(sigmas), score=1
    )
    visible = np.full((len(sigmas), 1), 2.0)
    truth = person | dict(keypoints=np.hstack([labels, visible]).ravel())
    found = person | dict(keypoints=np.hstack([labels + distance, visible]).ravel())
    set_coco_entries(evaluator, truth, found)
    return float(evaluator.computeOks(1, 1)[0, 0])


@pytest.mark.parametrize('threshold', [0.5, 0.8])
def test_the_limit_is_the_object_keypoint_similarity(threshold: float) -> None:
    predictions = laplace_predictions(1, areas=np.array([2500.0]))
    tolerance = compute_tolerance(predictions, threshold)
    for keypoint, sigma in enumerate(predictions.oks_sigmas):
        distance = np.array([[tolerance.pixels[0, keypoint], 0.0]])
        found = coco_similarity(distance, 2500.0, [sigma])
        assert found == pytest.approx(threshold, rel=1e-5)
    assert tolerance.name == f'an OKS of {threshold}'


def test_head_sizes_come_first() -> None:
    predictions = laplace_predictions(1, head_sizes=np.array([20.0]), **ONE)
    tolerance = compute_tolerance(predictions)
    assert tolerance.name == '0.5 head sizes'
    np.testing.assert_allclose(relative_errors(predictions, tolerance), 0.5)
    smaller = compute_tolerance(predictions, 0.1)
    np.testing.assert_allclose(relative_errors(predictions, smaller), 2.5)


def test_nothing_is_known_without_label_or_head() -> None:
    predictions = laplace_predictions(2, head_sizes=np.array([20.0, np.nan]))
    predictions.labeled[0, 1] = False
    errors = relative_errors(predictions, compute_tolerance(predictions))
    assert np.isnan(errors).tolist() == [[False, True, False], [True] * 3]


def test_thresholds_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match='OKS must be between'):
        compute_tolerance(laplace_predictions(1), 1.0)
    with pytest.raises(ValueError, match='share of the head'):
        compute_tolerance(laplace_predictions(1, head_sizes=np.array([20.0])), 0.0)
