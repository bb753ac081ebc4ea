"""Random training samples, for measurements that need no data."""

from __future__ import annotations

import torch
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample


def random_samples(
    count: int, num_keypoints: int, device: torch.device | str = 'cpu'
) -> list[PoseDataSample]:
    """Return training samples with random keypoint labels, all of them visible."""
    return [_random_sample(num_keypoints, device) for _ in range(count)]


def _random_sample(num_keypoints: int, device: torch.device | str) -> PoseDataSample:
    sample = PoseDataSample()
    sample.gt_instance_labels = InstanceData(
        keypoint_labels=torch.rand(1, num_keypoints, 2, device=device),
        keypoint_weights=torch.ones(1, num_keypoints, device=device),
    )
    return sample
