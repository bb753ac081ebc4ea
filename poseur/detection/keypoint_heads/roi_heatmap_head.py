"""Mask R-CNN's keypoint head: one heatmap of 56x56 for each keypoint (Table 3)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_arguments
from poseur.models.poseur import resolve_num_keypoints

from ..keypoint_samples import KeypointSamples
from ..roi_coordinates import extents, to_image, to_rois
from .conv_tower import conv_tower
from .roi_keypoints import RoIKeypoints


@MODELS.register_module()
class RoIHeatmapHead(BaseModule):
    """Convolutions, a deconvolution and bilinear upscaling, four times the size.

    The pixels of a heatmap are classes, of which the one with the keypoint is right. A
    keypoint outside of the box has none: it is neither learned nor found.

    Args:
        num_keypoints: Number of keypoints ``K``; or give ``metainfo``.
        metainfo: The dataset's metainfo, from which ``K`` is read.
        in_channels: Channels of the pooled features.
        conv_channels: Channels of the convolutions.
        num_convs: Number of convolutions.
        loss_weight: Factor on the loss.
        init_cfg: Initial weights, as for every mmengine module.
    """

    @renamed_arguments(num_joints='num_keypoints')
    def __init__(
        self,
        num_keypoints: int | None = None,
        metainfo: dict | None = None,
        in_channels: int = 256,
        conv_channels: int = 512,
        num_convs: int = 8,
        loss_weight: float = 1.0,
        init_cfg: dict | list[dict] | None = None,
    ) -> None:
        super().__init__(init_cfg)
        self.num_keypoints = resolve_num_keypoints(num_keypoints, metainfo)
        self.loss_weight = loss_weight
        self.tower = conv_tower(in_channels, conv_channels, num_convs)
        self.deconv = nn.ConvTranspose2d(
            conv_channels, self.num_keypoints, kernel_size=4, stride=2, padding=1
        )
        nn.init.kaiming_normal_(self.deconv.weight, mode='fan_out', nonlinearity='relu')
        nn.init.zeros_(self.deconv.bias)

    def forward(
        self, roi_feats: Tensor, feats: Sequence[Tensor], rois: Tensor
    ) -> Tensor:
        """Logits ``[N, K, 4*H, 4*W]``.

        Args:
            roi_feats: Pooled features ``[N, C, H, W]``.
            feats: Maps of the whole images, not used.
            rois: Regions ``[N, 5]``, not used.
        """
        logits = self.deconv(self.tower(roi_feats)).float()
        return F.interpolate(logits, scale_factor=2, mode='bilinear')

    def loss(
        self, roi_feats: Tensor, feats: Sequence[Tensor], samples: KeypointSamples
    ) -> dict[str, Tensor]:
        """Cross-entropy over pixels, averaged over labeled keypoints in the boxes."""
        logits = self(roi_feats, feats, samples.rois)
        points = to_rois(samples.keypoints, samples.rois)
        learned = ((points >= 0) & (points <= 1)).all(dim=-1) & (samples.visible > 0)
        classes = pixel_classes(points[learned], logits.shape[-2:])
        loss = F.cross_entropy(logits[learned].flatten(1), classes, reduction='sum')
        loss = loss / learned.sum().clamp(min=1)
        return dict(loss_heatmap=self.loss_weight * loss)

    def predict(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        rois: Tensor,
        test_cfg: dict,
    ) -> RoIKeypoints:
        """Locations of the largest logits in pixels; their probabilities as scores."""
        logits = self(roi_feats, feats, rois)
        points = logits.new_zeros(*logits.shape[:2], 2)
        values = logits.new_zeros(logits.shape[:2])
        for index, extent in enumerate(extents(rois)[:, 0].tolist()):
            points[index], values[index] = heatmap_peaks(logits[index], *extent)
        log_total = logits.flatten(2).logsumexp(dim=-1)
        scores = (values - log_total).exp().clamp(max=1)
        return RoIKeypoints(to_image(points, rois), scores)


def pixel_classes(points: Tensor, size: Sequence[int]) -> Tensor:
    """Indices ``[n]`` of the pixels that points ``[n, 2]`` in [0, 1] fall into.

    Args:
        points: Normalized x and y.
        size: Height and width of the heatmap, whose rows follow one another.
    """
    height, width = size
    column = (points[:, 0] * width).long().clamp(max=width - 1)
    row = (points[:, 1] * height).long().clamp(max=height - 1)
    return row * width + column


def heatmap_peaks(
    heatmaps: Tensor, width: float, height: float
) -> tuple[Tensor, Tensor]:
    """Places and values of the maxima, after resizing to the pixels of the region.

    Args:
        heatmaps: Logits ``[K, H, W]`` of one region.
        width: Width of the region in pixels.
        height: Height of the region.

    Returns:
        Centers of the brightest pixels ``[K, 2]``, normalized, and logits ``[K]``.
    """
    columns, rows = (max(1, math.ceil(side)) for side in (width, height))
    resized = F.interpolate(
        heatmaps[None], (rows, columns), mode='bicubic', align_corners=False
    )
    values, indices = resized[0].flatten(1).max(dim=1)
    x = (indices % columns + 0.5) / columns
    y = (indices // columns + 0.5) / rows
    return torch.stack([x, y], dim=-1), values
