"""Dumped predictions on people in MPII's format, with known errors."""

from __future__ import annotations

import numpy as np


def person(number: int, *errors: float) -> dict:
    """Return a person with a head of 10 pixels, whose first joints are off along x."""
    labels = np.full((1, 16, 2), 50.0)
    predicted = labels.copy()
    predicted[0, : len(errors), 0] += errors
    return dict(
        id=number,
        img_path='a.jpg',
        input_center=np.array([50.0, 50.0]),
        input_scale=np.array([80.0, 80.0]),
        gt_instances=dict(
            keypoints=labels,
            keypoints_visible=np.ones((1, 16)),
            head_size=np.array([10.0]),
        ),
        pred_instances=dict(keypoints=predicted, keypoint_scores=np.ones((1, 16))),
    )
