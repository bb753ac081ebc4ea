"""Is a keypoint with a score of p correct with a probability of p?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from poseur.codecs import score_keypoints

from .dump import PredictedPeople

SCORE_TYPES = {
    'none': dict(type='none'),
    'RLE': dict(type='rle'),
    'Laplace, gain 0.7': dict(type='laplace'),
    'Laplace, gain 1': dict(type='laplace', gain=1.0),
}
TESTED = 'as tested'


class ScoreCalibration(NamedTuple):
    """Scores against the share of correct keypoints.

    Attributes:
        scores: Mean score of each bin that is not empty ``[B]``.
        accuracies: Share of correct keypoints in these ``[B]``.
        counts: Keypoints in these ``[B]``.
        error: Expected calibration error: the mean distance between the two.
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
        ValueError: If a score is outside of [0, 1].
    """
    if scores.min() < 0 or scores.max() > 1:
        raise ValueError(
            f'Scores from {scores.min():.3g} to {scores.max():.3g} are no '
            'probabilities; calibration needs scores between 0 and 1.'
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


def all_scores(people: PredictedPeople) -> dict[str, np.ndarray]:
    """Every kind of score of the same predictions, ``[N, K]`` each.

    Models without scales have only the scores that they were tested with.
    """
    scores = {}
    if people.sigmas is not None:
        sigmas = torch.from_numpy(people.normalized_sigmas)
        for name, settings in SCORE_TYPES.items():
            scores[name] = score_keypoints(sigmas, **settings).numpy()
    return scores | {TESTED: people.scores}
