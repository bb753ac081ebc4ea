"""Confidence intervals by resampling people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

RESAMPLES = 2000
LEVEL = 0.95


class Interval(NamedTuple):
    """Limits of a confidence interval."""

    low: float
    high: float


class Difference(NamedTuple):
    """By how much a score exceeds another.

    Attributes:
        value: Difference of the scores.
        interval: Its 95 % interval, None if it is unknown.
    """

    value: float
    interval: Interval | None

    def __str__(self) -> str:
        if self.interval is None:
            return f'{self.value:+.3g}'
        low, high = self.interval
        return f'{self.value:+.3g} [{low:+.3g}, {high:+.3g}]'


def bootstrap_interval(
    totals: np.ndarray, counts: np.ndarray, resamples: int = RESAMPLES, seed: int = 0
) -> Interval:
    """Return the 95 % interval of a mean over the keypoints of all people.

    The mean is ``totals.sum() / counts.sum()``. People are drawn with replacement, each
    with all of their keypoints, and the interval holds the middle 95 % of the means.
    To compare two tests of the same people, give the difference of their totals: the
    bootstrap is then paired.

    Args:
        totals: Sum over the keypoints of each person ``[N]``.
        counts: Number of keypoints of each person ``[N]``. People without any are left
            out.
        resamples: Number of draws of ``N`` people.
        seed: Seed of the draws.

    Returns:
        The interval, NaN if there are no keypoints.
    """
    totals, counts = totals[counts > 0], counts[counts > 0]
    people = len(counts)
    if people == 0:
        return Interval(np.nan, np.nan)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(people, np.full(people, 1 / people), size=resamples)
    means = (drawn @ totals) / (drawn @ counts)  # [resamples]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(low), float(high))
