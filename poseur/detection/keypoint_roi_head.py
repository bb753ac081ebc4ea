"""RoI head with a box head, a keypoint head and an optional mask head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mmdet.models.roi_heads import StandardRoIHead
from mmdet.models.task_modules.samplers import SamplingResult
from mmdet.models.utils import unpack_gt_instances
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmdet.structures.bbox import bbox2roi
from mmengine.structures import InstanceData
from torch import Tensor

from .keypoint_samples import sample_keypoint_rois
from .roi_coordinates import ImageSizes


@MODELS.register_module()
class KeypointRoIHead(StandardRoIHead):
    """mmdet's ``StandardRoIHead`` with a keypoint head (Sec. 4.3).

    Args:
        keypoint_roi_extractor: Config of the pooling for the keypoint head.
        keypoint_head: Config of a head of :mod:`poseur.detection.keypoint_heads`.
        max_keypoint_queries: Maximum number of queries per image in the keypoint loss.
            A region has one query per keypoint; 600 queries are 35 people of COCO.
        **kwargs: Arguments of mmdet's ``StandardRoIHead``.
    """

    def __init__(
        self,
        keypoint_roi_extractor: dict,
        keypoint_head: dict,
        max_keypoint_queries: int = 600,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.keypoint_roi_extractor = MODELS.build(keypoint_roi_extractor)
        self.keypoint_head = MODELS.build(keypoint_head)
        self.max_keypoint_queries = max_keypoint_queries

    def forward(
        self,
        x: Sequence[Tensor],
        rpn_results_list: Sequence[InstanceData],
        batch_data_samples: Sequence[DetDataSample] | None = None,
    ) -> tuple:
        """Return the raw outputs of all heads; masks and keypoints of 100 regions."""
        outputs = super().forward(x, rpn_results_list, batch_data_samples)
        rois = bbox2roi([result.bboxes for result in rpn_results_list])[:100]
        sizes = None if batch_data_samples is None else sizes_of(batch_data_samples)
        pooled = self.pool_keypoints(x, rois)
        return *outputs, self.keypoint_head(pooled, x, rois, sizes)

    def loss(
        self,
        x: Sequence[Tensor],
        rpn_results_list: Sequence[InstanceData],
        batch_data_samples: Sequence[DetDataSample],
    ) -> dict[str, Tensor]:
        """Return the losses of all heads.

        Args:
            x: Feature maps of all levels.
            rpn_results_list: Proposals of each image.
            batch_data_samples: Samples whose ``gt_instances`` have ``keypoints``
                ``[G, K, 2]`` in pixels of the input and ``keypoints_visible``
                ``[G, K]``.
        """
        gt_instances, ignored, _ = unpack_gt_instances(batch_data_samples)
        sampled = [
            self.sample_rois(*each)
            for each in zip(rpn_results_list, gt_instances, ignored, strict=True)
        ]
        boxes = self.bbox_loss(x, sampled)
        losses = dict(boxes['loss_bbox'])
        if self.with_mask:
            masks = self.mask_loss(x, sampled, boxes['bbox_feats'], gt_instances)
            losses.update(masks['loss_mask'])
        sizes = sizes_of(batch_data_samples)
        losses.update(self.keypoint_loss(x, sampled, gt_instances, sizes))
        return losses

    def sample_rois(
        self,
        proposals: InstanceData,
        gt_instances: InstanceData,
        ignored: InstanceData | None,
    ) -> SamplingResult:
        """Assign the proposals of one image to people and sample from them."""
        priors = InstanceData(priors=proposals.bboxes, scores=proposals.scores)
        assigned = self.bbox_assigner.assign(priors, gt_instances, ignored)
        return self.bbox_sampler.sample(assigned, priors, gt_instances)

    def keypoint_loss(
        self,
        x: Sequence[Tensor],
        sampling_results: Sequence[SamplingResult],
        gt_instances: Sequence[InstanceData],
        image_sizes: ImageSizes,
    ) -> dict[str, Tensor]:
        """Return the losses of the keypoint head on :func:`sample_keypoint_rois`."""
        samples = sample_keypoint_rois(
            sampling_results,
            gt_instances,
            self.keypoint_head.num_keypoints,
            self.max_keypoint_queries,
        )
        pooled = self.pool_keypoints(x, samples.rois)
        return self.keypoint_head.loss(pooled, x, samples, image_sizes)

    def predict(
        self,
        x: Sequence[Tensor],
        rpn_results_list: Sequence[InstanceData],
        batch_data_samples: Sequence[DetDataSample],
        rescale: bool = False,
    ) -> list[InstanceData]:
        """Detect people and predict their keypoints.

        Args:
            x: Feature maps of all levels.
            rpn_results_list: Proposals of each image.
            batch_data_samples: Samples with mmdet's metainfo.
            rescale: Whether to return pixels of the original image instead of pixels
                of the network's input.

        Returns:
            For each image: ``bboxes``, ``scores``, ``labels``, ``keypoints``
            ``[N, K, 2]`` and ``keypoint_scores`` ``[N, K]``; ``keypoint_sigmas``
            ``[N, K, 2]`` if the head predicts them; ``masks`` with a mask head.
        """
        metas = [sample.metainfo for sample in batch_data_samples]
        results = self.predict_bbox(x, metas, rpn_results_list, self.test_cfg)
        self.predict_keypoints(x, results, sizes_of(batch_data_samples))
        if self.with_mask:  # also rescales the boxes
            results = self.predict_mask(x, metas, results, rescale=rescale)
        if rescale:
            for result, meta in zip(results, metas, strict=True):
                scale = result.bboxes.new_tensor(meta['scale_factor'])
                if not self.with_mask:
                    result.bboxes = result.bboxes / scale.repeat(2)
                rescale_keypoints(result, scale)
        return results

    def predict_keypoints(
        self,
        x: Sequence[Tensor],
        results: Sequence[InstanceData],
        image_sizes: ImageSizes,
    ) -> None:
        """Add keypoints in pixels of the input to the results."""
        rois = bbox2roi([result.bboxes for result in results])
        pooled = self.pool_keypoints(x, rois)
        predicted = self.keypoint_head.predict(
            pooled, x, rois, self.test_cfg, image_sizes
        )
        counts = [len(result) for result in results]
        for name, values in predicted._asdict().items():
            if values is None:
                continue
            for result, value in zip(results, values.split(counts), strict=True):
                result[name] = value

    def pool_keypoints(self, x: Sequence[Tensor], rois: Tensor) -> Tensor:
        """Pool features ``[N, C, H, W]`` of regions ``[N, 5]``."""
        extractor = self.keypoint_roi_extractor
        return extractor(x[: extractor.num_inputs], rois)


def sizes_of(data_samples: Sequence[DetDataSample]) -> list[tuple[int, int]]:
    """Return height and width of each image without padding."""
    return [tuple(sample.img_shape[:2]) for sample in data_samples]


def rescale_keypoints(result: InstanceData, scale: Tensor) -> None:
    """Divide locations and sigmas by the scale factor in x and y, in place."""
    for name in ('keypoints', 'keypoint_sigmas'):
        if name in result:
            result[name] = result[name] / scale
