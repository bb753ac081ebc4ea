"""The score of always predicting the same pose: the zero of any pose metric."""

from __future__ import annotations

import numpy as np
from mmengine.config import Config
from mmengine.evaluator import Evaluator
from mmengine.structures import InstanceData
from mmpose.registry import DATASETS
from mmpose.structures import PoseDataSample
from torch.utils.data import Dataset


def mean_pose(dataset: Dataset) -> np.ndarray:
    """Average the training targets of all labelled keypoints.

    Args:
        dataset: Items with ``keypoint_labels`` and ``keypoint_weights``.

    Returns:
        Normalised coordinates ``[K, 2]``, 1 being the width or height of the crop.
    """
    total, count = 0.0, 1e-9
    for item in dataset:
        labels = item['data_samples'].gt_instance_labels
        weight = labels.keypoint_weights[0, :, None].numpy()
        total = total + weight * labels.keypoint_labels[0].numpy()
        count = count + weight
    return total / count


def predict_pose(sample: PoseDataSample, pose: np.ndarray) -> PoseDataSample:
    """Put the pose ``[K, 2]`` into the crop of a sample, as its prediction."""
    scale, center = sample.metainfo['input_scale'], sample.metainfo['input_center']
    sample.pred_instances = InstanceData(
        keypoints=(center + (pose - 0.5) * scale)[None],
        keypoint_scores=np.ones((1, len(pose))),
        bboxes=sample.gt_instances.bboxes,
        bbox_scores=sample.gt_instances.bbox_scores,
    )
    return sample


def evaluate_mean_pose(cfg: Config) -> dict[str, float]:
    """Score the mean training pose on the test set of a config.

    Args:
        cfg: Config with ``train_dataloader``, ``test_dataloader``, ``test_evaluator``
            and the codec at ``model.head.decoder``.

    Returns:
        What the evaluator measures.
    """
    *crop, pack = cfg.test_dataloader.dataset.pipeline
    target = dict(type='GenerateTarget', encoder=cfg.model.head.decoder)
    train = DATASETS.build(
        dict(cfg.train_dataloader.dataset, pipeline=[*crop, target, pack])
    )
    pose = mean_pose(train)
    test = DATASETS.build(cfg.test_dataloader.dataset)
    evaluator = Evaluator(cfg.test_evaluator)
    evaluator.dataset_meta = test.metainfo
    for item in test:
        evaluator.process([predict_pose(item['data_samples'], pose)])
    return evaluator.evaluate(len(test))
