"""Keypoints that a test found on each person, and intervals of their differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mmengine.config import Config
from mmpose.registry import METRICS

from poseur.analysis.predictions import read_dump
from poseur.config import dataset_metainfo, default_scope
from poseur.evaluation.bootstrap import Interval, bootstrap_interval


@dataclass(frozen=True)
class PersonCounts:
    """Number of keypoints of each person, in the order of the people's ids.

    Attributes:
        scored: Keypoints with a label.
        found: Keypoints found, by the name of the metric.
    """

    scored: tuple[int, ...]
    found: Mapping[str, tuple[int, ...]]

    def to_dict(self) -> dict[str, object]:
        """Return the counts in types that JSON supports, each list as one line."""
        found = {metric: _to_text(counts) for metric, counts in self.found.items()}
        return dict(scored=_to_text(self.scored), found=found)

    @classmethod
    def from_dict(cls, content: Mapping) -> PersonCounts:
        """Create counts from the result of :meth:`to_dict`."""
        found = {name: _from_text(text) for name, text in content['found'].items()}
        return cls(_from_text(content['scored']), found)


def count_people(cfg: Config, dump: Path) -> PersonCounts | None:
    """Count the keypoints of each person in the predictions of a test.

    Args:
        cfg: Config of the test.
        dump: File written by ``poseur test --dump``. It is a pickle: give only your
            own.

    Returns:
        The counts of the first metric that is a share of keypoints and so has a method
        ``count``, such as PCKh; None if there is none.
    """
    evaluators = cfg.test_evaluator
    if not isinstance(evaluators, list | tuple):
        evaluators = [evaluators]
    for evaluator in evaluators:
        with default_scope(cfg):
            counts_people = hasattr(METRICS.get(evaluator['type']), 'count')
            metric = METRICS.build(evaluator) if counts_people else None
        if metric is not None:
            metric.dataset_meta = dataset_metainfo(cfg)
            found, scored = metric.count(read_dump(dump))
            counts = {name: tuple(each.tolist()) for name, each in found.items()}
            return PersonCounts(tuple(scored.tolist()), counts)
    return None


def difference_interval(
    tests: Sequence[PersonCounts | None],
    reference: Sequence[PersonCounts | None],
    metric: str,
) -> Interval | None:
    """Return the 95 % interval of the difference of two models' PCKh in percent.

    The counts of a model's seeds are averaged for each person before people are
    resampled. The interval therefore says what to expect of other people, not of other
    seeds.

    Args:
        tests: Counts of all seeds of a model.
        reference: Counts of all seeds of the other model.
        metric: Name of the metric.

    Returns:
        The interval, or None if counts are missing or are not of the same people.
    """
    known = [each for each in (*tests, *reference) if each and metric in each.found]
    if len(known) < len(tests) + len(reference):
        return None
    if len({each.scored for each in known}) > 1:
        return None
    found = np.array([each.found[metric] for each in known], float)  # [seeds, people]
    gain = found[: len(tests)].mean(0) - found[len(tests) :].mean(0)
    return bootstrap_interval(100 * gain, np.array(known[0].scored))


def _to_text(counts: Sequence[int]) -> str:
    return ' '.join(map(str, counts))


def _from_text(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))
