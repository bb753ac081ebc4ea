"""Baseline score of a constant pose, which every model should exceed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
from mmengine.config import Config
from mmengine.evaluator import Evaluator
from mmengine.structures import InstanceData
from mmpose.registry import DATASETS
from mmpose.structures import PoseDataSample

from poseur.config import crop_size

from .checked_coco import with_checked_files
from .coverage import check_metrics


def average_pose(
    dataset: Iterable[dict], statistic: Literal['mean', 'median'] = 'mean'
) -> np.ndarray:
    """Return the average training target of every keypoint.

    Args:
        dataset: Samples with ``keypoint_labels`` and ``keypoint_weights``.
        statistic: Mean, or median of x and of y, which is less sensitive to outliers.

    Returns:
        Coordinates ``[K, 2]``, normalized by the width and height of the crop. A
        keypoint that is never labeled lies in the center.
    """
    targets = [item['data_samples'].gt_instance_labels for item in dataset]
    labels = np.concatenate([target.keypoint_labels for target in targets])
    weights = np.concatenate([target.keypoint_weights for target in targets])
    absent = np.repeat(weights[..., None] == 0, 2, axis=-1)
    labeled: np.ma.MaskedArray = np.ma.masked_array(labels, absent)
    average = np.ma.median if statistic == 'median' else np.ma.mean
    return average(labeled, axis=0).filled(0.5)


def predict_pose(sample: PoseDataSample, pose: np.ndarray) -> PoseDataSample:
    """Set a normalized pose ``[K, 2]`` as the prediction in the crop of a sample."""
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
        statistic: Constant pose to predict.

    Returns:
        The scores of the evaluator.
    """
    *crop, pack = cfg.test_dataloader.dataset.pipeline
    codec = dict(type='PoseurLabel', input_size=crop_size(cfg))
    target = dict(type='GenerateTarget', encoder=codec)
    train = DATASETS.build(
        dict(cfg.train_dataloader.dataset, pipeline=[*crop, target, pack])
    )
    pose = average_pose(train, statistic)
    test = DATASETS.build(cfg.test_dataloader.dataset)
    evaluator = Evaluator(with_checked_files(cfg.test_evaluator))
    evaluator.dataset_meta = test.metainfo
    check_metrics(evaluator, test, 'test')
    for item in test:
        evaluator.process([predict_pose(item['data_samples'], pose)])
    return evaluator.evaluate(len(test))
