"""Sampling of regions and labels for the keypoint loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from mmdet.models.task_modules.samplers import SamplingResult
from mmengine.structures import InstanceData
from torch import Tensor


class KeypointSamples(NamedTuple):
    """Regions of all images with the keypoints of the people in them.

    Attributes:
        rois: Image index and box in pixels of the input, ``[N, 5]``.
        keypoints: Ground-truth keypoints in pixels of the input, ``[N, K, 2]``.
        visible: 1 for labeled keypoints, else 0, ``[N, K]``.
    """

    rois: Tensor
    keypoints: Tensor
    visible: Tensor


def sample_keypoint_rois(
    sampling_results: Sequence[SamplingResult],
    gt_instances: Sequence[InstanceData],
    num_keypoints: int,
    max_queries: int,
) -> KeypointSamples:
    """Draw regions for the keypoint loss from the positive regions of the box head.

    Eligible are regions of people with at least one labeled keypoint, which may lie
    outside of the region. If the batch has none, a single region without labels is
    returned: its losses are zero, but every parameter gets a gradient, as distributed
    training requires.

    Args:
        sampling_results: Regions of the box head for each image.
        gt_instances: Ground truth of each image, with ``keypoints`` ``[G, K, 2]`` and
            ``keypoints_visible`` ``[G, K]``, zero for keypoints without a label.
        num_keypoints: Number of keypoints ``K``, and of queries per region.
        max_queries: Maximum number of queries per image, noisy copies not counted.

    Raises:
        ValueError: If the ground truth has no keypoints or another number of them.
    """
    max_regions = max(1, max_queries // num_keypoints)
    images = []
    for index, (result, gt) in enumerate(
        zip(sampling_results, gt_instances, strict=True)
    ):
        _check_keypoints(gt, num_keypoints)
        owners = result.pos_assigned_gt_inds
        labeled = (gt.keypoints_visible[owners] > 0).any(dim=1).nonzero().flatten()
        order = torch.randperm(len(labeled), device=labeled.device)
        drawn = labeled[order[:max_regions]]
        boxes, owners = result.pos_priors[drawn], owners[drawn]
        images.append(
            KeypointSamples(
                torch.cat([boxes.new_full((len(boxes), 1), index), boxes], dim=1),
                gt.keypoints[owners].to(boxes),
                (gt.keypoints_visible[owners] > 0).to(boxes),
            )
        )
    samples = KeypointSamples(*map(torch.cat, zip(*images, strict=True)))
    return samples if len(samples.rois) else _unlabeled_region(samples)


def _check_keypoints(gt: InstanceData, num_keypoints: int) -> None:
    if 'keypoints' not in gt or 'keypoints_visible' not in gt:
        raise ValueError(
            f'gt_instances has {sorted(gt.keys())} but no keypoints and '
            'keypoints_visible; use a training pipeline that loads and packs keypoints'
        )
    if gt.keypoints.shape[1:] != (num_keypoints, 2):
        raise ValueError(
            f'the data has keypoints of shape {list(gt.keypoints.shape)} but the head '
            f'num_keypoints={num_keypoints}; use the metainfo of the dataset for '
            'model.roi_head.keypoint_head'
        )


def _unlabeled_region(empty: KeypointSamples) -> KeypointSamples:
    """Return a region of one pixel without labels, like ``empty`` in dtype and K."""
    rois, keypoints, visible = empty
    return KeypointSamples(
        rois.new_tensor([[0, 0, 0, 1, 1]]),
        keypoints.new_zeros(1, *keypoints.shape[1:]),
        visible.new_zeros(1, *visible.shape[1:]),
    )
