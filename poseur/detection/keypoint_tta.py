"""Test-time augmentation of detectors: merging flipped and rescaled views."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from mmcv.ops import batched_nms
from mmdet.models.test_time_augs import DetTTAModel
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmdet.structures.bbox import bbox_flip, bbox_overlaps
from mmengine.structures import InstanceData
from torch import Tensor

AVERAGED = ('keypoint_scores', 'keypoint_sigmas')
#: Exponent of the weights, as in ``laplace_fusion`` of the top-down model.
SCORE_POWER = 5


@MODELS.register_module()
class KeypointTTAModel(DetTTAModel):
    """mmdet's ``DetTTAModel`` with keypoints (the dagger of Table 3).

    As in mmdet, the boxes of all views go through non-maximum suppression, and a kept
    box keeps its score. The keypoints of a kept box are averaged over the views. Each
    view contributes its box with the largest overlap, if the overlap is large enough.
    Coordinates are weighted by the fifth power of the keypoint score, as in the flip
    test of the top-down model; scores and sigmas are averaged with equal weights. If
    all views agree, the result equals that of a single view.

    Args:
        tta_cfg: ``nms`` and ``max_per_img`` as in mmdet, and ``keypoint_iou_thr``, the
            minimum overlap of boxes that show the same person.
        **kwargs: As for :class:`mmdet.models.DetTTAModel`.
    """

    def _merge_single_sample(
        self, data_samples: Sequence[DetDataSample]
    ) -> DetDataSample:
        """Merge the predictions on the views of one image.

        Args:
            data_samples: Predictions in pixels of the original image, mirrored if the
                view is.

        Returns:
            The first sample with merged ``pred_instances``.

        Raises:
            ValueError: If there are masks, which cannot be merged.
        """
        views = [undo_flip(sample) for sample in data_samples]
        merged, instances = data_samples[0], InstanceData.cat(views)
        if len(instances):
            boxes, kept = batched_nms(
                instances.bboxes, instances.scores, instances.labels, self.tta_cfg.nms
            )
            boxes, kept = (rows[: self.tta_cfg.max_per_img] for rows in (boxes, kept))
            view_sizes = [len(view) for view in views]
            matches = match_instances(
                instances, kept, view_sizes, self.tta_cfg.keypoint_iou_thr
            )
            instances = average_keypoints(instances, kept, matches)
            instances.bboxes, instances.scores = boxes[:, :4], boxes[:, 4]
        merged.pred_instances = instances
        return merged


def undo_flip(sample: DetDataSample) -> InstanceData:
    """Return the predictions on a view in coordinates of the original image.

    Args:
        sample: Predictions with ``flip``, ``flip_indices`` and ``ori_shape`` in the
            metainfo.

    Raises:
        ValueError: If there are masks.
    """
    instances = sample.pred_instances
    if 'masks' in instances:
        raise ValueError(
            'KeypointTTAModel cannot merge masks. Test without the mask head: '
            'model.roi_head.mask_head=None and --allow-mismatch.'
        )
    if not sample.metainfo.get('flip'):
        return instances
    instances, order = instances[:], list(sample.flip_indices)
    instances.bboxes = bbox_flip(instances.bboxes, sample.ori_shape)
    instances.keypoints = instances.keypoints[:, order]
    instances.keypoints[..., 0] = sample.ori_shape[1] - instances.keypoints[..., 0]
    for name in AVERAGED:
        if name in instances:
            instances[name] = instances[name][:, order]
    return instances


def match_instances(
    instances: InstanceData, kept: Tensor, view_sizes: Sequence[int], iou_thr: float
) -> Tensor:
    """Match every kept instance to at most one instance of each view.

    Args:
        instances: The M instances of all views, one view after the other.
        kept: Indices of the N kept instances.
        view_sizes: Number of instances in each view.
        iou_thr: Minimum overlap of a match.

    Returns:
        Matches, bool ``[N, M]``. Every kept instance matches itself.
    """
    ious = bbox_overlaps(instances.bboxes[kept], instances.bboxes)
    ious[instances.labels[kept][:, None] != instances.labels] = 0
    ious[torch.arange(len(kept)), kept] = 2  # also for boxes without area
    matches = torch.zeros_like(ious, dtype=torch.bool)
    start = 0
    for size in filter(None, view_sizes):
        largest, column = ious[:, start : start + size].max(dim=1)
        matches[torch.arange(len(kept)), start + column] = largest >= iou_thr
        start += size
    return matches


def average_keypoints(
    instances: InstanceData, kept: Tensor, matches: Tensor
) -> InstanceData:
    """Return the kept instances with keypoints averaged over their matches.

    Args:
        instances: The M instances of all views.
        kept: Indices of the N kept instances.
        matches: Instances to average for each kept one, bool ``[N, M]``.
    """
    averaged, members = instances[kept], matches.to(instances.keypoints)
    weights = instances.keypoint_scores.clamp(min=1e-3) ** SCORE_POWER
    weights = members[..., None] * weights / (members @ weights)[:, None]
    averaged.keypoints = torch.einsum('nmk,mkc->nkc', weights, instances.keypoints)
    shares = members / members.sum(dim=1, keepdim=True)
    for name in AVERAGED:
        if name in instances:
            averaged[name] = torch.einsum('nm,m...->n...', shares, instances[name])
    return averaged
