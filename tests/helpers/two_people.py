"""A result with two people of three keypoints."""

from __future__ import annotations

import numpy as np

from poseur.structures import PoseResult, Skeleton

SKELETON = Skeleton(
    names=('left_hand', 'right_hand', 'nose'),
    links=((0, 2), (1, 2)),
    keypoint_colors=((0, 255, 0), (255, 128, 0), (0, 0, 255)),
    link_colors=((0, 255, 0), (255, 128, 0)),
    oks_sigmas=(0.062, 0.062, 0.026),
)
KEYPOINTS = [[[20, 30], [80, 30], [50, 80.5]], [[1, 2], [3, 4], [5, 6]]]


def result(**changes) -> PoseResult:
    """Return the result with some fields changed."""
    arrays = dict(
        keypoints=KEYPOINTS,
        keypoint_scores=[[0.9, 0.1, 0.9], [0.5, 0.5, 0.5]],
        sigmas=np.full((2, 3, 2), 1.5),
        boxes=[[10, 20, 90, 85], [0, 0, 6, 8]],
        scores=[0.8, 0.25],
    )
    return PoseResult('a.png', (100, 90), SKELETON, **(arrays | changes))
