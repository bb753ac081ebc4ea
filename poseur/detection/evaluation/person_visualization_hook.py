"""Pictures of detected people with their keypoints."""

from __future__ import annotations

from collections.abc import Sequence

from mmdet.registry import HOOKS
from mmdet.structures import DetDataSample
from mmengine.runner import Runner
from mmengine.structures import InstanceData
from mmpose.engine.hooks import PoseVisualizationHook
from mmpose.structures import PoseDataSample

from poseur.structures.pixel_coordinates import to_pixel_indices


@HOOKS.register_module()
class PersonVisualizationHook(PoseVisualizationHook):
    """mmpose's ``PoseVisualizationHook`` for the data samples of mmdet.

    Args:
        box_thr: People whose box scores less are not drawn. Detectors return many
            unlikely boxes, which the evaluation wants.
        **kwargs: As for :class:`mmpose.engine.hooks.PoseVisualizationHook`.
    """

    def __init__(self, box_thr: float = 0.3, **kwargs) -> None:
        super().__init__(**kwargs)
        self.box_thr = box_thr

    def after_val_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: dict,
        outputs: Sequence[DetDataSample],
    ) -> None:
        """Draw the first image of a batch, if enabled.

        Args:
            runner: The runner.
            batch_idx: Number of the batch.
            data_batch: The batch.
            outputs: Predictions in pixels of the original images.
        """
        if self.enable:
            people = [as_pose_sample(sample, self.box_thr) for sample in outputs]
            super().after_val_iter(runner, batch_idx, data_batch, people)

    def after_test_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: dict,
        outputs: Sequence[DetDataSample],
    ) -> None:
        """Draw all images of a batch, if enabled.

        Args:
            runner: The runner.
            batch_idx: Number of the batch.
            data_batch: The batch.
            outputs: Predictions in pixels of the original images.
        """
        if self.enable:
            people = [as_pose_sample(sample, self.box_thr) for sample in outputs]
            super().after_test_iter(runner, batch_idx, data_batch, people)


def as_pose_sample(sample: DetDataSample, box_thr: float) -> PoseDataSample:
    """Predictions as mmpose's tools expect them.

    Args:
        sample: Predictions in continuous pixels of the original image.
        box_thr: Least score of a box.

    Returns:
        The likely people with arrays ``bboxes`` ``[N, 4]``, ``bbox_scores`` ``[N]``,
        ``keypoints`` ``[N, K, 2]`` in indices of pixels, ``keypoint_scores`` and, for
        the threshold of drawing, ``keypoints_visible`` ``[N, K]``.
    """
    people = sample.pred_instances
    people = people[people.scores >= box_thr].numpy()
    likely = InstanceData(
        bboxes=people.bboxes,
        bbox_scores=people.scores,
        keypoints=to_pixel_indices(people.keypoints),
        keypoint_scores=people.keypoint_scores,
        keypoints_visible=people.keypoint_scores,
    )
    return PoseDataSample(metainfo=sample.metainfo, pred_instances=likely)
