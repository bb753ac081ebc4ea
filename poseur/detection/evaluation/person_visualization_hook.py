"""Images with the detected people and their keypoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mmdet.registry import HOOKS
from mmdet.structures import DetDataSample
from mmengine.runner import Runner
from mmengine.structures import InstanceData
from mmpose.engine.hooks import PoseVisualizationHook
from mmpose.structures import PoseDataSample

from poseur.structures.pixel_coordinates import to_pixel_indices


@HOOKS.register_module()
class PersonVisualizationHook(PoseVisualizationHook):
    """mmpose's ``PoseVisualizationHook`` for data samples of mmdet.

    Args:
        box_thr: Minimum box score of a person to be drawn. Detectors return many
            low-scoring boxes because they raise the AP.
        **kwargs: As for :class:`mmpose.engine.hooks.PoseVisualizationHook`.
    """

    def __init__(self, box_thr: float = 0.3, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.box_thr = box_thr

    def after_val_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: dict,
        outputs: Sequence[DetDataSample],
    ) -> None:
        """Draw the first image of a validation batch, if enabled."""
        samples = self._as_pose_samples(outputs)
        super().after_val_iter(runner, batch_idx, data_batch, samples)

    def after_test_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: dict,
        outputs: Sequence[DetDataSample],
    ) -> None:
        """Draw all images of a test batch, if enabled."""
        samples = self._as_pose_samples(outputs)
        super().after_test_iter(runner, batch_idx, data_batch, samples)

    def _as_pose_samples(
        self, outputs: Sequence[DetDataSample]
    ) -> Sequence[PoseDataSample]:
        """Convert predictions for drawing; none if the hook is disabled."""
        if not self.enable:
            return []
        return [as_pose_sample(sample, self.box_thr) for sample in outputs]


def as_pose_sample(sample: DetDataSample, box_thr: float) -> PoseDataSample:
    """Convert predictions of a detector to a data sample of mmpose.

    Args:
        sample: Predictions in continuous pixels of the original image.
        box_thr: Minimum score of a box.

    Returns:
        A sample with arrays for the people above the threshold: ``bboxes`` ``[N, 4]``,
        ``bbox_scores`` ``[N]``, ``keypoints`` ``[N, K, 2]`` as pixel indices,
        ``keypoint_scores`` ``[N, K]`` and the same scores as ``keypoints_visible``, to
        which the drawing threshold applies.
    """
    detected = sample.pred_instances
    likely = detected[detected.scores >= box_thr].numpy()
    converted = InstanceData(
        bboxes=likely.bboxes,
        bbox_scores=likely.scores,
        keypoints=to_pixel_indices(likely.keypoints),
        keypoint_scores=likely.keypoint_scores,
        keypoints_visible=likely.keypoint_scores,
    )
    return PoseDataSample(metainfo=sample.metainfo, pred_instances=converted)
