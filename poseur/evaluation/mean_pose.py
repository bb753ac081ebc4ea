"""The score of always predicting the same pose: the zero of any pose metric."""

from __future__ import annotations

from typing import Literal

import numpy as np
from mmengine.config import Config
from mmengine.evaluator import Evaluator
from mmengine.structures import InstanceData
from mmpose.registry import DATASETS
from mmpose.structures import PoseDataSample
from torch.utils.data import Dataset

from poseur.config import crop_size


def average_pose(
    dataset: Dataset, statistic: Literal['mean', 'median'] = 'mean'
) -> np.ndarray:
    """Average the training targets of all labeled keypoints.

    Args:
        dataset: Items with ``keypoint_labels`` and ``keypoint_weights``.
        statistic: Mean, or median of x and of y, which is less drawn to the rare.

    Returns:
        Normalized coordinates ``[K, 2]``, 1 being the width or height of the crop. A
        keypoint that is never labeled lies in the center.
    """
    targets = [item['data_samples'].gt_instance_labels for item in dataset]
    labels = np.concatenate([target.keypoint_labels for target in targets])
    weights = np.concatenate([target.keypoint_weights for target in targets])
    absent = np.repeat(weights[..., None] == 0, 2, axis=-1)
    average = dict(mean=np.ma.mean, median=np.ma.median)[statistic]
    return average(np.ma.masked_array(labels, absent), axis=0).filled(0.5)


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


def evaluate_mean_pose(
    cfg: Config, statistic: Literal['mean', 'median'] = 'mean'
) -> dict[str, float]:
    """Score the mean or median training pose on the test set of a config.

    Args:
        cfg: Config with ``train_dataloader``, ``test_dataloader``, ``test_evaluator``
            and the codec at ``model.head.decoder``.
        statistic: What to predict for everyone.

    Returns:
        What the evaluator measures.
    """
    *crop, pack = cfg.test_dataloader.dataset.pipeline
    codec = dict(type='PoseurLabel', input_size=crop_size(cfg))
    target = dict(type='GenerateTarget', encoder=codec)
    train = DATASETS.build(
        dict(cfg.train_dataloader.dataset, pipeline=[*crop, target, pack])
    )
    pose = average_pose(train, statistic)
    test = DATASETS.build(cfg.test_dataloader.dataset)
    evaluator = Evaluator(cfg.test_evaluator)
    evaluator.dataset_meta = test.metainfo
    for item in test:
        evaluator.process([predict_pose(item['data_samples'], pose)])
    return evaluator.evaluate(len(test))
