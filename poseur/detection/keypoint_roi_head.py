"""A box head, a keypoint head and, if wanted, a mask head on the same regions."""

from __future__ import annotations

from collections.abc import Sequence

from mmdet.models.roi_heads import StandardRoIHead
from mmdet.models.task_modules.samplers import SamplingResult
from mmdet.models.utils import unpack_gt_instances
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmdet.structures.bbox import bbox2roi
from mmengine.structures import InstanceData
from torch import Tensor

from .keypoint_samples import sample_keypoint_rois


@MODELS.register_module()
class KeypointRoIHead(StandardRoIHead):
    """Mask R-CNN's heads for people (Sec. 4.3).

    Args:
        keypoint_roi_extractor: Config of the pooling for the keypoint head.
        keypoint_head: Config of a head of :mod:`poseur.detection.keypoint_heads`.
        max_keypoint_queries: Most queries of an image that learn keypoints. Each region
            has one for every keypoint, so that 600 are 35 people of COCO.
        **kwargs: Arguments of mmdet's ``StandardRoIHead``.
    """

    def __init__(
        self,
        keypoint_roi_extractor: dict,
        keypoint_head: dict,
        max_keypoint_queries: int = 600,
        **kwargs: object,
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
        """Raw outputs of all heads, those of masks and keypoints on 100 regions."""
        outputs = super().forward(x, rpn_results_list, batch_data_samples)
        rois = bbox2roi([result.bboxes for result in rpn_results_list])[:100]
        return *outputs, self.keypoint_head(self.pool_keypoints(x, rois), x, rois)

    def loss(
        self,
        x: Sequence[Tensor],
        rpn_results_list: Sequence[InstanceData],
        batch_data_samples: Sequence[DetDataSample],
    ) -> dict[str, Tensor]:
        """Losses of all heads.

        Args:
            x: Feature maps of all levels.
            rpn_results_list: Proposals of each image.
            batch_data_samples: Samples, people with ``keypoints`` ``[G, K, 2]`` in
                pixels of the input and ``keypoints_visible`` ``[G, K]``.
        """
        people, ignored, _ = unpack_gt_instances(batch_data_samples)
        sampled = [
            self.sample_rois(*each)
            for each in zip(rpn_results_list, people, ignored, strict=True)
        ]
        boxes = self.bbox_loss(x, sampled)
        losses = dict(boxes['loss_bbox'])
        if self.with_mask:
            masks = self.mask_loss(x, sampled, boxes['bbox_feats'], people)
            losses.update(masks['loss_mask'])
        losses.update(self.keypoint_loss(x, sampled, people))
        return losses

    def sample_rois(
        self,
        proposals: InstanceData,
        people: InstanceData,
        ignored: InstanceData | None,
    ) -> SamplingResult:
        """Assign the proposals of one image to people and draw some of them."""
        priors = InstanceData(priors=proposals.bboxes, scores=proposals.scores)
        assigned = self.bbox_assigner.assign(priors, people, ignored)
        return self.bbox_sampler.sample(assigned, priors, people)

    def keypoint_loss(
        self,
        x: Sequence[Tensor],
        sampling_results: Sequence[SamplingResult],
        people: Sequence[InstanceData],
    ) -> dict[str, Tensor]:
        """Losses of the keypoint head, see :func:`sample_keypoint_rois`."""
        samples = sample_keypoint_rois(
            sampling_results,
            people,
            self.keypoint_head.num_keypoints,
            self.max_keypoint_queries,
        )
        pooled = self.pool_keypoints(x, samples.rois)
        return self.keypoint_head.loss(pooled, x, samples)

    def predict(
        self,
        x: Sequence[Tensor],
        rpn_results_list: Sequence[InstanceData],
        batch_data_samples: Sequence[DetDataSample],
        rescale: bool = False,
    ) -> list[InstanceData]:
        """Detect people and find their keypoints.

        Args:
            x: Feature maps of all levels.
            rpn_results_list: Proposals of each image.
            batch_data_samples: Samples with mmdet's metainfo.
            rescale: Whether results are in pixels of the original image instead of the
                network's input.

        Returns:
            For each image ``bboxes``, ``scores`` and ``labels``, ``keypoints``
            ``[N, K, 2]``, ``keypoint_scores`` ``[N, K]``, ``keypoint_sigmas``
            ``[N, K, 2]`` where the head predicts them, ``masks`` with a mask head.
        """
        metas = [sample.metainfo for sample in batch_data_samples]
        results = self.predict_bbox(x, metas, rpn_results_list, self.test_cfg)
        self.predict_keypoints(x, results)
        if self.with_mask:  # which brings the boxes to the original image itself
            results = self.predict_mask(x, metas, results, rescale=rescale)
        if rescale:
            for result, meta in zip(results, metas, strict=True):
                scale = result.bboxes.new_tensor(meta['scale_factor'])
                if not self.with_mask:
                    result.bboxes = result.bboxes / scale.repeat(2)
                rescale_keypoints(result, scale)
        return results

    def predict_keypoints(
        self, x: Sequence[Tensor], results: Sequence[InstanceData]
    ) -> None:
        """Add keypoints to detected people, in pixels of the input."""
        rois = bbox2roi([result.bboxes for result in results])
        pooled = self.pool_keypoints(x, rois)
        found = self.keypoint_head.predict(pooled, x, rois, self.test_cfg)
        counts = [len(result) for result in results]
        for name, values in found._asdict().items():
            if values is None:
                continue
            for result, value in zip(results, values.split(counts), strict=True):
                result[name] = value

    def pool_keypoints(self, x: Sequence[Tensor], rois: Tensor) -> Tensor:
        """Pool the features ``[N, C, H, W]`` of regions ``[N, 5]``."""
        extractor = self.keypoint_roi_extractor
        return extractor(x[: extractor.num_inputs], rois)


def rescale_keypoints(result: InstanceData, scale: Tensor) -> None:
    """Divide locations and sigmas in pixels by the scale factor (x, y)."""
    for name in ('keypoints', 'keypoint_sigmas'):
        if name in result:
            result[name] = result[name] / scale
