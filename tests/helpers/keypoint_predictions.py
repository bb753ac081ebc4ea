"""Keypoint predictions with known errors and scales."""

from __future__ import annotations

from typing import Any

import numpy as np

from poseur.analysis.predictions.dump import KeypointPredictions

METAINFO = dict(
    keypoint_id2name={0: 'nose', 1: 'left_hand', 2: 'right_hand'},
    sigmas=[0.025, 0.05, 0.05],
    flip_indices=[0, 2, 1],
)


def laplace_predictions(
    count: int = 3000, factor: np.ndarray | float = 1.0, **changes: Any
) -> KeypointPredictions:
    """Return predictions whose errors are Laplace distributed.

    Their scale is ``factor`` times the predicted one, which is between 1 and 20 % of
    crops of 100x200 pixels.
    """
    random = np.random.default_rng(0)
    shape = (count, 3, 2)
    crops = np.tile([100.0, 200.0], (count, 1))
    sigmas = random.uniform(0.01, 0.2, shape) * crops[:, None]
    labels = random.uniform(20, 80, shape)
    predictions = KeypointPredictions(
        names=('nose', 'left_hand', 'right_hand'),
        ids=np.arange(count),
        paths=('a.png',) * count,
        keypoints=labels + random.laplace(scale=factor * sigmas),
        scores=np.full((count, 3), 0.5),
        sigmas=sigmas,
        labels=labels,
        labeled=np.ones((count, 3), bool),
        occluded=None,
        centers=np.full((count, 2), 50.0),
        crops=crops,
        areas=np.full(count, 10000.0),
        head_sizes=None,
        oks_sigmas=np.array(METAINFO['sigmas']),
        mirrored=np.array(METAINFO['flip_indices']),
    )
    return predictions.replace(**changes)


def dumped_sample(number: int, path: str = 'a.png', **changes: object) -> dict:
    """Return a sample of a dump whose second keypoint is hidden."""
    labels = np.array([[[10.0, 20.0], [30.0, 40.0], [0.0, 0.0]]])
    sample = dict(
        id=number,
        img_path=path,
        input_center=np.array([50.0, 60.0]),
        input_scale=np.array([90.0, 120.0]),
        raw_ann_info=dict(keypoints=[10, 20, 2, 30, 40, 1, 0, 0, 0], area=900.0),
        gt_instances=dict(
            keypoints=labels,
            keypoints_visible=np.array([[1.0, 1.0, 0.0]]),
            bboxes=np.array([[5.0, 10.0, 95.0, 110.0]]),
        ),
        pred_instances=dict(
            keypoints=labels + number,
            keypoint_scores=np.full((1, 3), 0.7),
            keypoint_sigmas=np.full((1, 3, 2), 9.0),
        ),
    )
    return sample | changes
