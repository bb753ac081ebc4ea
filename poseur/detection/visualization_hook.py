"""Drawing what detectors find, as ``--show-dir`` asks for."""

from __future__ import annotations

from collections.abc import Sequence

from mmdet.structures import DetDataSample
from mmengine.runner import Runner
from mmengine.structures import InstanceData
from mmpose.engine.hooks import PoseVisualizationHook
from mmpose.registry import HOOKS
from mmpose.structures import PoseDataSample


@HOOKS.register_module()
class DetectedPoseVisualizationHook(PoseVisualizationHook):
    """mmpose's ``PoseVisualizationHook`` for people detected in whole images.

    Args:
        score_thr: People whose box scores less are not drawn.
        **kwargs: Arguments of mmpose's hook.
    """

    def __init__(self, score_thr: float = 0.3, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.score_thr = score_thr

    def after_val_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: dict,
        outputs: Sequence[DetDataSample],
    ) -> None:
        """Draw the first image of a batch, every ``interval`` batches."""
        samples = [self.as_pose_sample(sample) for sample in outputs]
        super().after_val_iter(runner, batch_idx, data_batch, samples)

    def after_test_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: dict,
        outputs: Sequence[DetDataSample],
    ) -> None:
        """Draw every image."""
        samples = [self.as_pose_sample(sample) for sample in outputs]
        super().after_test_iter(runner, batch_idx, data_batch, samples)

    def as_pose_sample(self, sample: DetDataSample) -> PoseDataSample:
        """The people that are drawn, as mmpose's visualizer takes them."""
        people = sample.pred_instances
        people = people[people.scores >= self.score_thr].numpy()
        drawn = PoseDataSample(metainfo=sample.metainfo)
        drawn.pred_instances = InstanceData(
            bboxes=people.bboxes,
            bbox_scores=people.scores,
            keypoints=people.keypoints,
            keypoint_scores=people.keypoint_scores,
        )
        return drawn
