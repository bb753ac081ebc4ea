"""Which regions train the keypoint branch, and with which labels."""

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
        keypoints: True keypoints in pixels of the input, ``[N, K, 2]``.
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
    """Draw regions for the keypoint loss from the positive ones of the box head.

    Those of people with a labeled keypoint are taken, inside or outside of the box.
    Where no image has any, one region without labels stands in: its losses are zero,
    but every parameter takes part, as distributed training needs.

    Args:
        sampling_results: Regions of the box head, for each image.
        gt_instances: True people, for each image, with ``keypoints`` ``[G, K, 2]`` and
            ``keypoints_visible`` ``[G, K]``, zero where there is no label.
        num_keypoints: Number of keypoints ``K``; a region has as many queries.
        max_queries: Most queries of an image; noisy copies come on top.

    Raises:
        ValueError: If the people have no keypoints, or another number of them.
    """
    most = max(1, max_queries // num_keypoints)
    images = []
    for index, (result, gt) in enumerate(
        zip(sampling_results, gt_instances, strict=True)
    ):
        check_keypoints(gt, num_keypoints)
        people = result.pos_assigned_gt_inds
        labeled = (gt.keypoints_visible[people] > 0).any(dim=1).nonzero().flatten()
        order = torch.randperm(len(labeled), device=labeled.device)
        drawn = labeled[order[:most]]
        boxes, people = result.pos_priors[drawn], people[drawn]
        images.append(
            KeypointSamples(
                torch.cat([boxes.new_full((len(boxes), 1), index), boxes], dim=1),
                gt.keypoints[people].to(boxes),
                (gt.keypoints_visible[people] > 0).to(boxes),
            )
        )
    samples = KeypointSamples(*map(torch.cat, zip(*images, strict=True)))
    return samples if len(samples.rois) else without_labels(samples)


def check_keypoints(gt: InstanceData, num_keypoints: int) -> None:
    """Refuse people without keypoints or with a wrong number of them.

    Raises:
        ValueError: With the setting to change.
    """
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


def without_labels(empty: KeypointSamples) -> KeypointSamples:
    """One region of a single pixel, none of whose keypoints counts."""
    rois, keypoints, visible = empty
    return KeypointSamples(
        rois.new_tensor([[0, 0, 0, 1, 1]]),
        keypoints.new_zeros(1, *keypoints.shape[1:]),
        visible.new_zeros(1, *visible.shape[1:]),
    )
