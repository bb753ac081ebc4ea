"""How much fewer errors there are when uncertain keypoints are left out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class RiskCoverage(NamedTuple):
    """Risk among the surest keypoints.

    Attributes:
        coverage: Share of keypoints that are kept ``[n]``, rising to 1.
        risk: Share of wrong ones among these ``[n]``.
        area: Mean risk over all coverages; the smaller, the better the scores sort.
    """

    coverage: np.ndarray
    risk: np.ndarray
    area: float


def risk_coverage(scores: np.ndarray, wrong: np.ndarray) -> RiskCoverage:
    """Keep more and more keypoints, the surest first.

    Keypoints of the same score share their mean outcome, as if in random order.

    Args:
        scores: Scores ``[n]``.
        wrong: Whether the keypoints are wrong, bool ``[n]``.
    """
    _, group = np.unique(-scores, return_inverse=True)
    outcome = np.bincount(group, wrong) / np.bincount(group)
    risk = np.cumsum(outcome[np.sort(group)]) / np.arange(1, len(scores) + 1)
    coverage = np.arange(1, len(scores) + 1) / len(scores)
    return RiskCoverage(coverage, risk, float(risk.mean()))
