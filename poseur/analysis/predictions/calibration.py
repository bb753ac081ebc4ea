"""Everything about the calibration of a model, for all joints and for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .dump import PredictedPeople
from .risk_coverage import RiskCoverage, risk_coverage
from .scale_calibration import ScaleCalibration, calibrate_scales
from .score_calibration import ScoreCalibration, all_scores, calibrate_scores
from .tolerance import relative_errors, tolerance

AXES = ('x', 'y')
ORACLE = 'oracle'


@dataclass(frozen=True)
class Calibration:
    """Calibration on some of the keypoints of a test.

    Attributes:
        count: Labeled keypoints.
        accuracy: Share of correct ones.
        scales: Scales against errors for each axis; empty for models without scales.
        scores: Scores against outcomes for each kind of score.
        risks: What leaving out by each kind of score gains; ``oracle`` leaves out by
            the true error, which no score can beat.
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
        num_people: People tested.
        tolerance: Up to which distance a keypoint is correct, in words.
        total: All keypoints.
        joints: Every keypoint that has labels, by name.
    """

    num_people: int
    tolerance: str
    total: Calibration
    joints: dict[str, Calibration]


def assess(
    people: PredictedPeople, threshold: float | None = None
) -> CalibrationReport:
    """Assess all keypoints together and each by itself.

    Args:
        people: Predictions and labels.
        threshold: See :func:`tolerance`.

    Raises:
        ValueError: If no labeled keypoint has a tolerance.
    """
    allowed = tolerance(people, threshold)
    errors = relative_errors(people, allowed)
    counted = ~np.isnan(errors)
    if not counted.any():
        raise ValueError(
            'No labeled keypoint belongs to a person with a head box: nothing can be '
            'assessed. Correct the annotations or headbox_file of the test dataset.'
        )
    joints = {}
    for index, name in enumerate(people.names):
        mask = counted & (np.arange(len(people.names)) == index)
        if mask.any():
            joints[name] = _assess(people, errors, mask)
    total = _assess(people, errors, counted)
    return CalibrationReport(len(people), allowed.name, total, joints)


def _assess(
    people: PredictedPeople, errors: np.ndarray, mask: np.ndarray
) -> Calibration:
    """Assess the keypoints of a mask ``[N, K]``, given errors in tolerances."""
    correct = errors[mask] <= 1
    scores = {name: values[mask] for name, values in all_scores(people).items()}
    scales = {}
    if people.sigmas is not None:
        predicted, actual = people.normalized_sigmas, people.normalized_errors
        for index, axis in enumerate(AXES):
            scales[axis] = calibrate_scales(
                predicted[mask][:, index], actual[mask][:, index]
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
