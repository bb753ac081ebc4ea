"""Flipped and rescaled views of an image, merged to one prediction."""

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
#: As ``laplace_fusion`` of the top-down model weights a flip.
SCORE_POWER = 5


@MODELS.register_module()
class KeypointTTAModel(DetTTAModel):
    """mmdet's ``DetTTAModel`` for people with keypoints (dagger of Table 3).

    Boxes of all views compete as in mmdet: non-maximum suppression keeps the best, with
    its score. The keypoints of a kept box are averaged over the views: each adds the
    box that overlaps most, if it overlaps enough. Coordinates are weighted by the
    fifth power of the keypoint's score, as in the flip test of the top-down model,
    scores and sigmas equally. Views that agree thus give what one of them gives.

    Args:
        tta_cfg: ``nms`` and ``max_per_img`` as in mmdet, and ``keypoint_iou_thr``, the
            overlap from which a view's box is the same person.
        **kwargs: As for :class:`mmdet.models.DetTTAModel`.
    """

    def _merge_single_sample(
        self, data_samples: Sequence[DetDataSample]
    ) -> DetDataSample:
        """Merge the predictions on the views of one image.

        Args:
            data_samples: Predictions in pixels of the original image, mirrored where
                the view was.

        Returns:
            The first sample with merged ``pred_instances``.

        Raises:
            ValueError: If there are masks, which cannot be merged.
        """
        views = [mirrored_back(sample) for sample in data_samples]
        merged, people = data_samples[0], InstanceData.cat(views)
        if len(people):
            boxes, kept = batched_nms(
                people.bboxes, people.scores, people.labels, self.tta_cfg.nms
            )
            boxes, kept = (rows[: self.tta_cfg.max_per_img] for rows in (boxes, kept))
            same = same_people(
                people, kept, list(map(len, views)), self.tta_cfg.keypoint_iou_thr
            )
            people = averaged_keypoints(people, kept, same)
            people.bboxes, people.scores = boxes[:, :4], boxes[:, 4]
        merged.pred_instances = people
        return merged


def mirrored_back(sample: DetDataSample) -> InstanceData:
    """People of a view where they are in the original image.

    Args:
        sample: Predictions, with ``flip``, ``flip_indices`` and ``ori_shape`` in the
            meta information.

    Raises:
        ValueError: If there are masks.
    """
    people = sample.pred_instances
    if 'masks' in people:
        raise ValueError(
            'KeypointTTAModel cannot merge masks. Test without the mask head: '
            'model.roi_head.mask_head=None and --allow-mismatch.'
        )
    if not sample.metainfo.get('flip'):
        return people
    people, order = people[:], list(sample.flip_indices)
    people.bboxes = bbox_flip(people.bboxes, sample.ori_shape)
    people.keypoints = people.keypoints[:, order]
    people.keypoints[..., 0] = sample.ori_shape[1] - people.keypoints[..., 0]
    for name in AVERAGED:
        if name in people:
            people[name] = people[name][:, order]
    return people


def same_people(
    people: InstanceData, kept: Tensor, view_sizes: Sequence[int], iou_thr: float
) -> Tensor:
    """Which boxes show the person of each kept one: at most one in a view.

    Args:
        people: The M people of all views, one view after the other.
        kept: Indices of the N kept ones.
        view_sizes: Number of people in each view.
        iou_thr: Least overlap.

    Returns:
        Whether they are the same, ``[N, M]``. Everyone is the same as oneself.
    """
    ious = bbox_overlaps(people.bboxes[kept], people.bboxes)
    ious[people.labels[kept][:, None] != people.labels] = 0
    ious[torch.arange(len(kept)), kept] = 2  # even where the box has no area
    same = torch.zeros_like(ious, dtype=torch.bool)
    start = 0
    for size in filter(None, view_sizes):
        most, column = ious[:, start : start + size].max(dim=1)
        same[torch.arange(len(kept)), start + column] = most >= iou_thr
        start += size
    return same


def averaged_keypoints(
    people: InstanceData, kept: Tensor, same: Tensor
) -> InstanceData:
    """Kept people with the keypoints of all views.

    Args:
        people: The M people of all views.
        kept: Indices of the N kept ones.
        same: Whom to average for each, ``[N, M]``.
    """
    averaged, members = people[kept], same.to(people.keypoints)
    weights = people.keypoint_scores.clamp(min=1e-3) ** SCORE_POWER
    weights = members[..., None] * weights / (members @ weights)[:, None]
    averaged.keypoints = torch.einsum('nmk,mkc->nkc', weights, people.keypoints)
    shares = members / members.sum(dim=1, keepdim=True)
    for name in AVERAGED:
        if name in people:
            averaged[name] = torch.einsum('nm,m...->n...', shares, people[name])
    return averaged
