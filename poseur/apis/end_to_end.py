"""Poses from models that find people by themselves, like Mask R-CNN with Poseur."""

from __future__ import annotations

from collections.abc import Sequence

from mmengine.config import Config
from mmengine.structures import InstanceData
from torch import nn

from poseur.structures.pixel_coordinates import to_pixel_indices

from .detector_boxes import array_pipeline, detect
from .estimators import People, PoseEstimator
from .sources import Frame


class EndToEndEstimator(PoseEstimator):
    """A model that sees whole images.

    Its predictions are ``bboxes``, ``scores``, ``keypoints``, ``keypoint_scores`` and,
    where it has them, ``keypoint_sigmas``, in continuous pixels; results are in COCO's,
    where 0 is the center of the first pixel.

    Args:
        model: The model.
        cfg: Its config; images go through the pipeline of its test set.
        min_score: People with a lower score of their box are dropped.
    """

    needs_boxes = False

    def __init__(self, model: nn.Module, cfg: Config, min_score: float) -> None:
        self.model = model
        self.min_score = min_score
        self.pipeline = array_pipeline(cfg)

    def __call__(self, frames: Sequence[Frame], boxes: None) -> list[People]:
        """See :class:`PoseEstimator`."""
        return [
            self._people(each) for each in detect(self.model, self.pipeline, frames)
        ]

    def set_flip_test(self, flip_test: bool) -> None:
        """See :class:`PoseEstimator`; such models have no such setting.

        Raises:
            ValueError: If it is wanted.
        """
        if flip_test:
            raise ValueError(
                'This model finds people by itself and has no flip test. Test it with '
                'the test-time augmentation of its configs, through tools/test.py.'
            )

    def _people(self, found: InstanceData) -> People:
        if 'keypoints' not in found:
            raise ValueError(
                'This model predicts boxes without keypoints. Use it as a detector, '
                'with a config of a pose model (--det-config).'
            )
        found = found[found.scores >= self.min_score]
        return People(
            keypoints=to_pixel_indices(found.keypoints),
            keypoint_scores=found.keypoint_scores,
            boxes=found.bboxes,
            scores=found.scores * found.keypoint_scores.mean(axis=1),
            sigmas=found.get('keypoint_sigmas'),
        )
