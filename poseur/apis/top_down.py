"""Poses of people in boxes: crops of many people and frames in one batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmpose.structures import PoseDataSample
from torch import nn

from poseur.config import default_scope

from .boxes import Boxes
from .estimators import People, PoseEstimator
from .sources import Frame


class TopDownEstimator(PoseEstimator):
    """A model that sees one person at a time.

    Args:
        model: The model.
        cfg: Its config; people go through the pipeline of its test set.
        metainfo: The metainfo of the test set.
        batch_size: Most people in one batch.
    """

    needs_boxes = True

    def __init__(
        self, model: nn.Module, cfg: Config, metainfo: dict, batch_size: int
    ) -> None:
        self.model = model
        self.metainfo = metainfo
        self.batch_size = batch_size
        with default_scope(cfg):
            self.pipeline = Compose(cfg.test_dataloader.dataset.pipeline)

    def __call__(self, frames: Sequence[Frame], boxes: Sequence[Boxes]) -> list[People]:
        """See :class:`PoseEstimator`."""
        pairs = list(zip(frames, boxes, strict=True))
        samples = list(self._predict([crop for pair in pairs for crop in crops(*pair)]))
        counts = [len(each.scores) for each in boxes]
        ends = np.cumsum(counts, dtype=int)
        return [
            self._people(samples[end - count : end], each)
            for end, count, each in zip(ends, counts, boxes, strict=True)
        ]

    def set_flip_test(self, flip_test: bool) -> None:
        """See :class:`PoseEstimator`."""
        self.model.test_cfg['flip_test'] = flip_test

    def _predict(self, people: Sequence[dict]) -> Iterator[PoseDataSample]:
        for first in range(0, len(people), self.batch_size):
            batch = [
                self.pipeline(self.metainfo | person)
                for person in people[first : first + self.batch_size]
            ]
            with torch.no_grad():
                yield from self.model.test_step(pseudo_collate(batch))

    def _people(self, samples: Sequence[PoseDataSample], boxes: Boxes) -> People:
        if not samples:
            return People.nobody(self.metainfo['num_keypoints'])
        found = [sample.pred_instances for sample in samples]
        scores = np.concatenate([each.keypoint_scores for each in found])
        sigmas = None
        if 'keypoint_sigmas' in found[0]:
            sigmas = np.concatenate([each.keypoint_sigmas for each in found])
        return People(
            keypoints=np.concatenate([each.keypoints for each in found]),
            keypoint_scores=scores,
            boxes=boxes.corners,
            scores=boxes.scores * scores.mean(axis=1),
            sigmas=sigmas,
        )


def crops(frame: Frame, boxes: Boxes) -> Iterator[dict]:
    """Samples as a dataset would give them to its pipeline, one for each box."""
    for corners, score in zip(*boxes, strict=True):
        yield dict(
            img=frame.image,
            img_path=frame.title,
            bbox=corners[None],
            bbox_score=score[None],
        )
