"""Scores of all stages by keypoint and visibility, and gains with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from poseur.evaluation.bootstrap import Difference, bootstrap_interval

from .measures import Measure
from .testing import StageTest

ALL, VISIBLE, HIDDEN = 'mean', 'visible', 'hidden'


def score_rows(stages: Sequence[StageTest]) -> list[dict]:
    """Return a row for each stage and group of keypoints.

    Groups are all keypoints (``mean``), the visible and the hidden ones if the
    annotations tell them, and each keypoint.

    Returns:
        Rows with ``stage``, ``group``, the number of scored ``keypoints``, the mean of
        each measure, and the percentage ``swapped``.
    """
    rows = []
    for stage in stages:
        for group, members in groups(stage).items():
            scored = members & ~np.isnan(stage.measures[0].values)
            row = dict(stage=stage.name, group=group, keypoints=int(scored.sum()))
            measures = (*stage.measures, stage.swapped)
            rows.append(row | {each.name: each.mean(members) for each in measures})
    return rows


def groups(stage: StageTest) -> dict[str, np.ndarray]:
    """Return masks ``[N, K]`` of the groups of :func:`score_rows`."""
    names, hidden = stage.predictions.names, stage.predictions.occluded
    shape = stage.predictions.labeled.shape
    masks = {ALL: np.ones(shape, bool)}
    if hidden is not None:
        masks |= {VISIBLE: ~hidden, HIDDEN: hidden}
    columns = np.arange(len(names))
    return masks | {
        name: np.broadcast_to(columns == index, shape)
        for index, name in enumerate(names)
    }


def best_readout(stages: Sequence[StageTest]) -> StageTest | None:
    """Return the reading of a score map with the best mean, None without maps."""
    readouts = [stage for stage in stages if stage.dense]
    return max(readouts, key=_decisive, default=None)


def gain_rows(stages: Sequence[StageTest]) -> list[dict]:
    """Return the gains of the decoder layers, and their paired 95 % intervals.

    Layers are compared with the proposals, layers and proposals with the best reading
    of a score map. A positive gain is an improvement, also of errors.

    Returns:
        Rows with ``stage``, ``over`` (name of the other stage), ``measure``, ``gain``,
        and the limits ``low`` and ``high``.
    """
    proposals, *layers = (stage for stage in stages if not stage.dense)
    pairs = [(layer, proposals) for layer in layers]
    readout = best_readout(stages)
    if readout:
        pairs += [(stage, readout) for stage in (proposals, *layers)]
    rows = []
    for stage, other in pairs:
        for own, theirs in zip(stage.measures, other.measures, strict=True):
            value, interval = gain(own, theirs)
            row = dict(stage=stage.name, over=other.name, measure=own.name, gain=value)
            low, high = interval or (np.nan, np.nan)
            rows.append(row | dict(low=low, high=high))
    return rows


def gain(own: Measure, other: Measure) -> Difference:
    """Return by how much a stage is better than another on the same people."""
    gains = own.sign * (own.values - other.values)
    counts = (~np.isnan(gains)).sum(1)
    totals = np.nansum(gains, axis=1)
    mean = totals.sum() / counts.sum()
    return Difference(float(mean), bootstrap_interval(totals, counts))


def _decisive(stage: StageTest) -> float:
    decisive = stage.measures[0]
    return decisive.sign * decisive.mean()
