"""Pose estimation on frames, with one class for each kind of model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.structures import InstanceData
from mmpose.models import TopdownPoseEstimator
from mmpose.structures import PoseDataSample
from torch import nn

from poseur.config import default_scope
from poseur.structures import Boxes
from poseur.structures.pixel_coordinates import to_pixel_indices

from .sources import Frame
from .whole_images import array_pipeline, predict_instances


class PoseEstimates(NamedTuple):
    """The predicted instances of one frame.

    The fields are those of :class:`poseur.structures.PoseResult`, for ``N`` people and
    ``K`` keypoints.

    Attributes:
        keypoints: Coordinates in pixels ``[N, K, 2]``.
        keypoint_scores: ``[N, K]``.
        boxes: Left, top, right, bottom in pixels ``[N, 4]``.
        scores: Box score times mean keypoint score, ``[N]``.
        sigmas: Laplace scales in pixels ``[N, K, 2]``; None for models without.
    """

    keypoints: np.ndarray
    keypoint_scores: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray
    sigmas: np.ndarray | None

    @classmethod
    def empty(cls, num_keypoints: int) -> PoseEstimates:
        """Return the estimates of a frame without people."""
        return cls(
            keypoints=np.zeros((0, num_keypoints, 2)),
            keypoint_scores=np.zeros((0, num_keypoints)),
            boxes=np.zeros((0, 4)),
            scores=np.zeros(0),
            sigmas=np.zeros((0, num_keypoints, 2)),
        )


class PoseEstimator(ABC):
    """Base class of models that estimate the poses in frames.

    Attributes:
        needs_boxes: Whether the model needs person boxes as input.
    """

    needs_boxes: bool

    @abstractmethod
    def __call__(
        self, frames: Sequence[Frame], boxes: Sequence[Boxes] | None
    ) -> list[PoseEstimates]:
        """Estimate the poses of each frame.

        Args:
            frames: The frames.
            boxes: The boxes of each frame; None for models that do not need them.
        """

    @abstractmethod
    def set_flip_test(self, flip_test: bool) -> None:
        """Switch averaging with the mirrored image on or off."""


class TopDownEstimator(PoseEstimator):
    """A model on crops of single people; crops of several frames share a batch.

    Args:
        model: The model.
        cfg: Its config; crops go through the pipeline of the test set.
        metainfo: The metainfo of the test set.
        batch_size: Maximum number of people in a batch.
    """

    needs_boxes = True

    def __init__(
        self, model: TopdownPoseEstimator, cfg: Config, metainfo: dict, batch_size: int
    ) -> None:
        self.model = model
        self.metainfo = metainfo
        self.batch_size = batch_size
        with default_scope(cfg):
            self.pipeline = Compose(cfg.test_dataloader.dataset.pipeline)

    def __call__(
        self, frames: Sequence[Frame], boxes: Sequence[Boxes] | None
    ) -> list[PoseEstimates]:
        """Estimate the poses in the boxes of each frame, see :class:`PoseEstimator`.

        Raises:
            ValueError: If ``boxes`` is None.
        """
        if boxes is None:
            raise ValueError('A top-down model needs the boxes of each frame.')
        pairs = list(zip(frames, boxes, strict=True))
        crops = [crop for pair in pairs for crop in pipeline_inputs(*pair)]
        samples = list(self._predict(crops))
        counts = [len(each.scores) for each in boxes]
        ends = np.cumsum(counts, dtype=int)
        return [
            self._estimates(samples[end - count : end], each)
            for end, count, each in zip(ends, counts, boxes, strict=True)
        ]

    def set_flip_test(self, flip_test: bool) -> None:
        """Switch averaging with the mirrored image on or off."""
        self.model.test_cfg['flip_test'] = flip_test

    def _predict(self, crops: Sequence[dict]) -> Iterator[PoseDataSample]:
        for first in range(0, len(crops), self.batch_size):
            batch = [
                self.pipeline(self.metainfo | crop)
                for crop in crops[first : first + self.batch_size]
            ]
            with torch.no_grad():
                yield from self.model.test_step(pseudo_collate(batch))

    def _estimates(
        self, samples: Sequence[PoseDataSample], boxes: Boxes
    ) -> PoseEstimates:
        if not samples:
            return PoseEstimates.empty(self.metainfo['num_keypoints'])
        found = [sample.pred_instances for sample in samples]
        scores = np.concatenate([each.keypoint_scores for each in found])
        sigmas = None
        if 'keypoint_sigmas' in found[0]:
            sigmas = np.concatenate([each.keypoint_sigmas for each in found])
        return PoseEstimates(
            keypoints=np.concatenate([each.keypoints for each in found]),
            keypoint_scores=scores,
            boxes=boxes.corners,
            scores=boxes.scores * scores.mean(axis=1),
            sigmas=sigmas,
        )


class EndToEndEstimator(PoseEstimator):
    """A model on whole images that detects people itself, such as Mask R-CNN.

    The model predicts ``bboxes``, ``scores``, ``keypoints``, ``keypoint_scores`` and
    optionally ``keypoint_sigmas``, in continuous pixel coordinates. The estimates use
    the coordinates of COCO, where 0 is the center of the first pixel.

    Args:
        model: The model.
        cfg: Its config; images go through the pipeline of the test set.
        min_score: Minimum box score; lower-scoring people are dropped.
    """

    needs_boxes = False

    def __init__(self, model: nn.Module, cfg: Config, min_score: float) -> None:
        self.model = model
        self.min_score = min_score
        self.pipeline = array_pipeline(cfg)

    def __call__(
        self, frames: Sequence[Frame], boxes: Sequence[Boxes] | None = None
    ) -> list[PoseEstimates]:
        """Estimate the poses of each frame; ``boxes`` are ignored."""
        found = predict_instances(self.model, self.pipeline, frames)
        return [self._estimates(each) for each in found]

    def set_flip_test(self, flip_test: bool) -> None:
        """Reject a flip test, which these models do not have.

        Raises:
            ValueError: If ``flip_test`` is True.
        """
        if flip_test:
            raise ValueError(
                'This model detects people itself and has no flip test. Use its config '
                'with test-time augmentation (*_tta.py) in `poseur test`.'
            )

    def _estimates(self, found: InstanceData) -> PoseEstimates:
        if 'keypoints' not in found:
            raise ValueError(
                'This model predicts boxes without keypoints. Use it as a detector '
                '(--det-config), together with the config of a pose model.'
            )
        found = found[found.scores >= self.min_score]
        return PoseEstimates(
            keypoints=to_pixel_indices(found.keypoints),
            keypoint_scores=found.keypoint_scores,
            boxes=found.bboxes,
            scores=found.scores * found.keypoint_scores.mean(axis=1),
            sigmas=found.get('keypoint_sigmas'),
        )


def pipeline_inputs(frame: Frame, boxes: Boxes) -> Iterator[dict]:
    """Yield a sample for each box, as a dataset passes it to its pipeline."""
    for corners, score in zip(*boxes, strict=True):
        yield dict(
            img=frame.image,
            img_path=frame.title,
            bbox=corners[None],
            bbox_score=score[None],
        )
