"""The distance from its label up to which a keypoint is correct."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .dump import KeypointPredictions

HEAD_SHARE = 0.5  # PCKh@0.5
OKS = 0.5


class Tolerance(NamedTuple):
    """The tolerated distance.

    Attributes:
        pixels: Distance per person and keypoint ``[N, K]``; NaN if it is unknown.
        name: Its definition, in words.
    """

    pixels: np.ndarray
    name: str


def compute_tolerance(
    predictions: KeypointPredictions, threshold: float | None = None
) -> Tolerance:
    """Compute the tolerance from head sizes, or without them from COCO's OKS.

    Args:
        predictions: Predictions and labels.
        threshold: Share of the head size, or smallest object keypoint similarity of a
            single keypoint; by default 0.5.

    Raises:
        ValueError: If the threshold is out of range.
    """
    if predictions.head_sizes is not None:
        share = HEAD_SHARE if threshold is None else threshold
        if share <= 0:
            raise ValueError(
                f'threshold={share} is out of range: a share of the head must be > 0'
            )
        heads = predictions.head_sizes
        pixels = np.where(heads > 0, share * heads, np.nan)[:, None]
        name = f'{share:g} head sizes'
    else:
        oks = OKS if threshold is None else threshold
        if not 0 < oks < 1:
            raise ValueError(
                f'threshold={oks} is out of range: an OKS must be between 0 and 1'
            )
        # OKS of one keypoint: exp(-d^2 / (2 area (2 sigma)^2))
        spread = 2 * predictions.oks_sigmas * np.sqrt(predictions.areas)[:, None]
        pixels = spread * math.sqrt(-2 * math.log(oks))
        name = f'an OKS of {oks:g}'
    return Tolerance(np.broadcast_to(pixels, predictions.labeled.shape), name)


def relative_errors(
    predictions: KeypointPredictions, tolerance: Tolerance
) -> np.ndarray:
    """Return distances from the labels in units of the tolerance ``[N, K]``.

    A keypoint is correct up to 1. Unlabeled keypoints are NaN.
    """
    distances = np.linalg.norm(predictions.keypoints - predictions.labels, axis=-1)
    with np.errstate(divide='ignore', invalid='ignore'):
        return np.where(predictions.labeled, distances / tolerance.pixels, np.nan)
