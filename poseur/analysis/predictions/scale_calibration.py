"""Does a sigma of s mean an error of s?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import spearmanr

INTERVALS = (1, 2, 3)  # in scales
WITHIN = tuple(1 - np.exp(-np.array(INTERVALS, float)))  # of a Laplace distribution


class ScaleCalibration(NamedTuple):
    """Predicted scales against errors along one axis, both relative to the crop.

    Attributes:
        scales: Mean scale of each bin ``[B]``; bins hold equally many keypoints.
        errors: Mean absolute error of each bin ``[B]``.
        mean_scale: Mean of all scales.
        mean_error: Mean of all absolute errors.
        factor: Mean error by mean scale: what a scale must be multiplied with to be,
            on the whole, the error that it promises.
        gap: Mean distance between the bins' errors and scales, by the mean error: 0 if
            a scale of s means an error of s.
        scaled_gap: The same after multiplying all scales with ``factor``.
        within: Share of errors below 1, 2 and 3 scales, after the same.
        correlation: Spearman's rank correlation of scales and errors; NaN for want of
            variation.
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
        num_bins: Bins of equally many keypoints, fewer where there are few.
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
    """Spearman's correlation; NaN where one of the two does not vary."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float('nan')
    return float(spearmanr(first, second).statistic)
