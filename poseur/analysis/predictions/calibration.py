"""Calibration of a model, over all keypoints and for each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calibration_metrics import (
    RiskCoverage,
    ScaleCalibration,
    ScoreCalibration,
    all_scores,
    calibrate_scales,
    calibrate_scores,
    risk_coverage,
)
from .dump import KeypointPredictions
from .tolerance import compute_tolerance, relative_errors

AXES = ('x', 'y')
ORACLE = 'oracle'


@dataclass(frozen=True)
class Calibration:
    """Calibration on some of the keypoints of a test.

    Attributes:
        count: Number of labeled keypoints.
        accuracy: Share of correct ones.
        scales: Scales against errors for each axis; empty for models without scales.
        scores: Scores against outcomes for each kind of score.
        risks: Risk against coverage for each kind of score. ``oracle`` sorts by the
            true error, which no score can improve on.
    """

    count: int
    accuracy: float
    scales: dict[str, ScaleCalibration]
    scores: dict[str, ScoreCalibration]
    risks: dict[str, RiskCoverage]


@dataclass(frozen=True)
class CalibrationReport:
    """Calibration of a test.

    Attributes:
        num_instances: Number of people tested.
        tolerance: Distance up to which a keypoint is correct, in words.
        total: Calibration over all keypoints.
        keypoints: Calibration of each keypoint that has labels, by name.
    """

    num_instances: int
    tolerance: str
    total: Calibration
    keypoints: dict[str, Calibration]


def assess(
    predictions: KeypointPredictions, threshold: float | None = None
) -> CalibrationReport:
    """Assess the calibration over all keypoints and of each keypoint.

    Args:
        predictions: Predictions and labels.
        threshold: See :func:`compute_tolerance`.

    Raises:
        ValueError: If no labeled keypoint has a tolerance.
    """
    tolerance = compute_tolerance(predictions, threshold)
    errors = relative_errors(predictions, tolerance)
    counted = ~np.isnan(errors)
    if not counted.any():
        raise ValueError(
            'no labeled keypoint belongs to a person with a head box, so that nothing '
            'can be assessed; correct the annotations or headbox_file of the test '
            'dataset'
        )
    keypoints = {}
    for index, name in enumerate(predictions.names):
        mask = counted & (np.arange(len(predictions.names)) == index)
        if mask.any():
            keypoints[name] = _assess(predictions, errors, mask)
    total = _assess(predictions, errors, counted)
    return CalibrationReport(len(predictions), tolerance.name, total, keypoints)


def error_factors(predictions: KeypointPredictions) -> np.ndarray:
    """Return the mean error per sigma of each keypoint along x and y ``[K, 2]``.

    A keypoint without labels gets the factors of all keypoints together.

    Raises:
        ValueError: If the predictions have no scales or no labels.
    """
    report = assess(predictions)
    if not report.total.scales:
        raise ValueError(
            'the predictions have no sigmas, so that there are no factors to measure; '
            'give those of a model that predicts them, such as Poseur'
        )
    rows = [report.keypoints.get(name, report.total) for name in predictions.names]
    return np.array([[row.scales[axis].factor for axis in AXES] for row in rows])


def _assess(
    predictions: KeypointPredictions, errors: np.ndarray, mask: np.ndarray
) -> Calibration:
    """Assess the keypoints of a mask ``[N, K]``, given their relative errors."""
    correct = errors[mask] <= 1
    scores = {name: values[mask] for name, values in all_scores(predictions).items()}
    scales = {}
    sigmas, actual = predictions.normalized_sigmas, predictions.normalized_errors
    if sigmas is not None:
        for index, axis in enumerate(AXES):
            scales[axis] = calibrate_scales(
                sigmas[mask][:, index], actual[mask][:, index]
            )
    return Calibration(
        count=len(correct),
        accuracy=float(correct.mean()),
        scales=scales,
        scores={k: calibrate_scores(v, correct) for k, v in scores.items()},
        risks={
            name: risk_coverage(values, ~correct)
            for name, values in {**scores, ORACLE: -errors[mask]}.items()
        },
    )
