"""What each keypoint of a prediction scores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from poseur.evaluation.mpii_pckh import SHARES
from poseur.evaluation.pckh import NOT_IN_MEAN, head_distances

from ..predictions.dump import KeypointPredictions
from ..predictions.tolerance import OKS, compute_tolerance, relative_errors


class Measure(NamedTuple):
    """A measure of every keypoint, whose mean is a score.

    Attributes:
        name: Name of the measure.
        values: Percentages ``[N, K]``; NaN for keypoints that are not scored.
        sign: 1 if higher is better, otherwise -1.
    """

    name: str
    values: np.ndarray
    sign: int = 1

    def mean(self, members: np.ndarray | bool = True) -> float:
        """Return the mean over the scored keypoints of a mask ``[N, K]``, or NaN."""
        values = self.values[members & ~np.isnan(self.values)]
        return float(values.mean()) if len(values) else float('nan')


def measure(predictions: KeypointPredictions) -> tuple[Measure, ...]:
    """Measure all labeled keypoints, the decisive measure first.

    With head sizes these are PCKh@0.5 and PCKh@0.1, as in
    :class:`poseur.evaluation.MpiiPCKh`: pelvis and thorax are not scored. Without them
    they are COCO's similarity (OKS) of each keypoint, and the distance in percent of
    the diagonal of the crop.
    """
    if predictions.head_sizes is not None:
        heads = predictions.head_sizes
        labels, labeled = predictions.labels, predictions.labeled
        distances = head_distances(predictions.keypoints, labels, labeled, heads)
        distances[:, [name in NOT_IN_MEAN for name in predictions.names]] = np.nan
        return tuple(
            Measure(f'PCKh@{share}', _percent(distances <= share, distances))
            for share in SHARES
        )
    relative = relative_errors(predictions, compute_tolerance(predictions))
    diagonals = np.linalg.norm(predictions.crops, axis=-1)[:, None]
    distances = np.linalg.norm(predictions.keypoints - predictions.labels, axis=-1)
    error = _percent(distances / diagonals, relative)
    return (
        Measure('OKS', _percent(OKS ** (relative**2), relative)),
        Measure('error', error, sign=-1),
    )


def swapped(predictions: KeypointPredictions) -> Measure:
    """Measure which keypoints are nearer to the label of the other side's keypoint.

    Only keypoints with a counterpart are scored, and only if both are labeled.
    """
    mirrored = predictions.mirrored
    own = np.linalg.norm(predictions.keypoints - predictions.labels, axis=-1)
    labels = predictions.labels[:, mirrored]
    other = np.linalg.norm(predictions.keypoints - labels, axis=-1)
    paired = predictions.labeled & predictions.labeled[:, mirrored]
    paired &= mirrored != np.arange(len(mirrored))
    return Measure('swapped', _percent(other < own, np.where(paired, own, np.nan)), -1)


def _percent(shares: np.ndarray, scored: np.ndarray) -> np.ndarray:
    """Return shares in percent, NaN where ``scored`` is NaN."""
    return np.where(np.isnan(scored), np.nan, 100.0 * shares)
