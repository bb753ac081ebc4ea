"""How far a keypoint may be from its label to count as correct."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .dump import PredictedPeople

HEAD_SHARE = 0.5  # PCKh@0.5
OKS = 0.5


class Tolerance(NamedTuple):
    """The allowed distance.

    Attributes:
        pixels: For each person and keypoint ``[N, K]``; NaN where nothing is known.
        name: What it is, in words.
    """

    pixels: np.ndarray
    name: str


def tolerance(people: PredictedPeople, threshold: float | None = None) -> Tolerance:
    """Relative to the head size where the data have one, else by COCO's similarity.

    Args:
        people: The people.
        threshold: Share of the head size, by default 0.5; or the least object keypoint
            similarity of a single keypoint, by default 0.5.

    Raises:
        ValueError: If the threshold makes no sense.
    """
    if people.head_sizes is not None:
        share = HEAD_SHARE if threshold is None else threshold
        if share <= 0:
            raise ValueError(f'threshold={share}: the share of the head must be > 0')
        heads = people.head_sizes
        pixels = np.where(heads > 0, share * heads, np.nan)[:, None]
        name = f'{share:g} head sizes'
    else:
        oks = OKS if threshold is None else threshold
        if not 0 < oks < 1:
            raise ValueError(f'threshold={oks}: an OKS must be between 0 and 1')
        # OKS of one keypoint: exp(-d^2 / (2 area (2 sigma)^2))
        spread = 2 * people.oks_sigmas * np.sqrt(people.areas)[:, None]
        pixels = spread * math.sqrt(-2 * math.log(oks))
        name = f'an OKS of {oks:g}'
    return Tolerance(np.broadcast_to(pixels, people.labeled.shape), name)


def relative_errors(people: PredictedPeople, allowed: Tolerance) -> np.ndarray:
    """Distances from the labels in units of the tolerance ``[N, K]``; NaN unlabeled.

    A keypoint is correct up to 1.
    """
    distances = np.linalg.norm(people.keypoints - people.labels, axis=-1)
    with np.errstate(divide='ignore', invalid='ignore'):
        return np.where(people.labeled, distances / allowed.pixels, np.nan)
