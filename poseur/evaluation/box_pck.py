"""PCK: the share of keypoints found within a share of the size of the box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from mmpose.registry import METRICS

from .selection import Selection


@METRICS.register_module()
class BoxPCK(BaseMetric):
    """Share of the labeled keypoints near their label, relative to the box, in percent.

    A keypoint is found if its distance from the label is below a share of the longer
    side of the annotated box, as in mmpose's ``PCKAccuracy``. That class averages the
    scores of the keypoints; this one counts all labeled keypoints alike, so that scores
    of studies have intervals. Both agree if every keypoint has as many labels.

    Args:
        shares: Shares of the box; the first is the main one.
        only: Fields and values of the annotations that count, such as
            ``dict(species='horse')``; by default all do.
        collect_device: Device on which the results of several processes are gathered,
            ``cpu`` or ``gpu``.
        prefix: Prefix of the names of the scores.
    """

    default_prefix = 'box'

    def __init__(
        self,
        shares: Sequence[float] = (0.05, 0.1),
        only: Mapping[str, Any] | None = None,
        collect_device: str = 'cpu',
        prefix: str | None = None,
    ) -> None:
        super().__init__(collect_device=collect_device, prefix=prefix)
        if not shares or not all(share > 0 for share in shares):
            raise ValueError(f'shares={shares} of BoxPCK: give positive numbers.')
        self.shares = tuple(shares)
        self._selection = Selection(only or {})

    def process(self, data_batch: object, data_samples: Sequence[Mapping]) -> None:
        """Store the distances of a batch.

        Args:
            data_batch: Not used.
            data_samples: Samples with ``id``, ``gt_instances`` (``keypoints``,
                ``keypoints_visible``, ``bboxes``) and ``pred_instances``
                (``keypoints``).
        """
        for sample in self._selection.samples(data_samples):
            labels = sample['gt_instances']
            left, top, right, bottom = np.asarray(labels['bboxes'])[0]
            error = sample['pred_instances']['keypoints'] - labels['keypoints']
            visible = np.asarray(labels['keypoints_visible'])[0]
            labeled = visible.reshape(len(visible), -1)[:, 0] > 0
            distances = np.linalg.norm(error[0], axis=-1)
            size = max(right - left, bottom - top)
            scored = np.where(labeled, distances / size, np.nan)
            self.results.append((sample['id'], scored))

    def count(
        self, data_samples: Sequence[Mapping]
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Count the keypoints of each object, from which the scores are computed.

        Args:
            data_samples: All objects, as for :meth:`process`.

        Returns:
            The keypoints found under the name of each score, and those scored, int
            ``[N]`` each, in the order of the ids.
        """
        self.process(None, data_samples)
        distances = self._distances(self.results)
        self.results.clear()
        found = {
            f'{self.prefix}/PCK@{share:g}': (distances < share).sum(1)
            for share in self.shares
        }
        return found, (~np.isnan(distances)).sum(1)

    def compute_metrics(self, results: list[tuple[int, np.ndarray]]) -> dict:
        """Score all objects.

        Args:
            results: What :meth:`process` stored.

        Returns:
            ``PCK@SHARE`` for each share, in percent.

        Raises:
            ValueError: If no keypoint with a label is selected.
        """
        distances = self._distances(results)
        scored = (~np.isnan(distances)).sum()
        if not scored:
            raise ValueError(
                f'BoxPCK has no labeled keypoint to score ({self._selection or "all"}).'
                ' Correct only, or the annotations.'
            )
        return {
            f'PCK@{share:g}': float(100 * (distances < share).sum() / scored)
            for share in self.shares
        }

    @staticmethod
    def _distances(results: list[tuple[int, np.ndarray]]) -> np.ndarray:
        """Return distances in sizes of the boxes ``[N, K]``, in the order of ids."""
        by_id = dict(results)
        return np.array([by_id[number] for number in sorted(by_id)], ndmin=2)
