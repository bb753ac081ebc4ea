"""Calibration of scales and of scores, and risk against coverage."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from scipy.stats import spearmanr

from poseur.codecs import score_keypoints

from .dump import KeypointPredictions

INTERVALS = (1, 2, 3)  # in scales
WITHIN = tuple(1 - np.exp(-np.array(INTERVALS, float)))  # of a Laplace distribution
SCORE_TYPES: dict[str, dict[str, Any]] = {
    'none': dict(type='none'),
    'RLE': dict(type='rle'),
    'Laplace, gain 0.7': dict(type='laplace'),
    'Laplace, gain 1': dict(type='laplace', gain=1.0),
}
TESTED = 'as tested'


class ScaleCalibration(NamedTuple):
    """Predicted scales against errors along one axis, both relative to the crop.

    Attributes:
        scales: Mean scale of each bin ``[B]``; bins have the same number of keypoints.
        errors: Mean absolute error of each bin ``[B]``.
        mean_scale: Mean of all scales.
        mean_error: Mean of all absolute errors.
        factor: Mean error divided by mean scale. Scales multiplied by it equal the
            errors on average.
        gap: Mean distance between errors and scales of the bins, divided by the mean
            error; 0 if a scale of s means an error of s.
        scaled_gap: The gap after all scales are multiplied by ``factor``.
        within: Share of errors below 1, 2 and 3 scales multiplied by ``factor``.
        correlation: Spearman's rank correlation of scales and errors; NaN if one of
            them is constant.
    """

    scales: np.ndarray
    errors: np.ndarray
    mean_scale: float
    mean_error: float
    factor: float
    gap: float
    scaled_gap: float
    within: tuple[float, ...]
    correlation: float


def calibrate_scales(
    scales: np.ndarray, errors: np.ndarray, num_bins: int = 10
) -> ScaleCalibration:
    """Compare scales with errors.

    Under a Laplace distribution of scale s the mean absolute error is s.

    Args:
        scales: Predicted scales ``[n]``.
        errors: Absolute errors ``[n]``.
        num_bins: Number of bins; fewer are used for fewer keypoints than bins.
    """
    order = np.argsort(scales, kind='stable')
    parts = np.array_split(order, min(num_bins, len(order)))
    counts = np.array([len(part) for part in parts])
    mean_scales = np.array([scales[part].mean() for part in parts])
    mean_errors = np.array([errors[part].mean() for part in parts])
    factor = errors.mean() / scales.mean()

    def gap(factor: float) -> float:
        distance = np.abs(mean_errors - factor * mean_scales)
        return float(np.average(distance, weights=counts) / errors.mean())

    return ScaleCalibration(
        mean_scales,
        mean_errors,
        float(scales.mean()),
        float(errors.mean()),
        float(factor),
        gap(1.0),
        gap(factor),
        tuple(float((errors <= k * factor * scales).mean()) for k in INTERVALS),
        rank_correlation(scales, errors),
    )


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Return Spearman's rank correlation; NaN if one of the two is constant."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float('nan')
    return float(spearmanr(first, second).statistic)


class ScoreCalibration(NamedTuple):
    """Scores against the share of correct keypoints, in bins that are not empty.

    Attributes:
        scores: Mean score of each bin ``[B]``.
        accuracies: Share of correct keypoints in each bin ``[B]``.
        counts: Number of keypoints in each bin ``[B]``.
        error: Expected calibration error, the mean distance between score and accuracy.
    """

    scores: np.ndarray
    accuracies: np.ndarray
    counts: np.ndarray
    error: float


def calibrate_scores(
    scores: np.ndarray, correct: np.ndarray, num_bins: int = 10
) -> ScoreCalibration:
    """Compare scores with outcomes, in bins of equal width between 0 and 1.

    Args:
        scores: Scores ``[n]`` in [0, 1].
        correct: Whether the keypoints are correct, bool ``[n]``.
        num_bins: Number of bins.

    Raises:
        ValueError: If a score is outside [0, 1].
    """
    if scores.min() < 0 or scores.max() > 1:
        raise ValueError(
            f'scores from {scores.min():.3g} to {scores.max():.3g} are not '
            'probabilities; calibration needs scores between 0 and 1'
        )
    bins = np.minimum((scores * num_bins).astype(int), num_bins - 1)
    counts = np.bincount(bins, minlength=num_bins)
    filled = counts > 0
    means, accuracies = (
        np.bincount(bins, values, num_bins)[filled] / counts[filled]
        for values in (scores, correct.astype(float))
    )
    error = np.average(np.abs(means - accuracies), weights=counts[filled])
    return ScoreCalibration(means, accuracies, counts[filled], float(error))


def all_scores(predictions: KeypointPredictions) -> dict[str, np.ndarray]:
    """Return every kind of score of the same predictions, ``[N, K]`` each.

    Models without scales have only the scores of the test.
    """
    scores = {}
    normalized = predictions.normalized_sigmas
    if normalized is not None:
        sigmas = torch.from_numpy(normalized)
        for name, settings in SCORE_TYPES.items():
            scores[name] = score_keypoints(sigmas, **settings).numpy()
    return scores | {TESTED: predictions.scores}


class RiskCoverage(NamedTuple):
    """Risk among the keypoints with the highest scores.

    Attributes:
        coverage: Share of keypoints that are kept ``[n]``, increasing to 1.
        risk: Share of wrong keypoints among them ``[n]``.
        area: Mean risk over all coverages. Lower means that the scores rank better.
    """

    coverage: np.ndarray
    risk: np.ndarray
    area: float


def risk_coverage(scores: np.ndarray, wrong: np.ndarray) -> RiskCoverage:
    """Compute the risk for every coverage, keeping the highest scores first.

    Keypoints with equal scores share their mean outcome, as if in random order.

    Args:
        scores: Scores ``[n]``.
        wrong: Whether the keypoints are wrong, bool ``[n]``.
    """
    _, group = np.unique(-scores, return_inverse=True)
    outcome = np.bincount(group, wrong) / np.bincount(group)
    risk = np.cumsum(outcome[np.sort(group)]) / np.arange(1, len(scores) + 1)
    coverage = np.arange(1, len(scores) + 1) / len(scores)
    return RiskCoverage(coverage, risk, float(risk.mean()))
