"""Mask R-CNN's keypoint head: one 56x56 heatmap for each keypoint (Table 3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_arguments
from poseur.models.poseur import resolve_num_keypoints

from ..keypoint_samples import KeypointSamples
from ..roi_coordinates import ImageSizes, extents, to_image, to_rois
from .common import RoIKeypoints, conv_tower


@MODELS.register_module()
class RoIHeatmapHead(BaseModule):
    """Convolutions, a deconvolution and bilinear upsampling to four times the size.

    The pixels of a heatmap are classes; the pixel with the keypoint is the correct one.
    A keypoint outside of the box has no pixel: it can be neither learned nor predicted.

    Args:
        num_keypoints: Number of keypoints ``K``. Give either this or ``metainfo``.
        metainfo: Metainfo of the dataset, which defines ``K``.
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
        nn.init.zeros_(cast(Tensor, self.deconv.bias))

    def forward(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        rois: Tensor,
        image_sizes: ImageSizes | None = None,
    ) -> Tensor:
        """Return logits ``[N, K, 4*H, 4*W]``.

        Args:
            roi_feats: Pooled features ``[N, C, H, W]``.
            feats: Feature maps of the whole images, not used.
            rois: Regions ``[N, 5]``, not used.
            image_sizes: Sizes of the images, not used.
        """
        logits = self.deconv(self.tower(roi_feats)).float()
        return F.interpolate(logits, scale_factor=2, mode='bilinear')

    def loss(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        samples: KeypointSamples,
        image_sizes: ImageSizes | None = None,
    ) -> dict[str, Tensor]:
        """Return the cross-entropy over pixels, averaged over labeled keypoints."""
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
        image_sizes: ImageSizes | None = None,
    ) -> RoIKeypoints:
        """Predict the pixels with the largest logits; scores are probabilities."""
        logits = self(roi_feats, feats, rois)
        points = logits.new_zeros(*logits.shape[:2], 2)
        values = logits.new_zeros(logits.shape[:2])
        for index, extent in enumerate(extents(rois)[:, 0].tolist()):
            points[index], values[index] = heatmap_peaks(logits[index], *extent)
        log_total = logits.flatten(2).logsumexp(dim=-1)
        scores = (values - log_total).exp().clamp(max=1)
        return RoIKeypoints(to_image(points, rois), scores)


def pixel_classes(points: Tensor, size: Sequence[int]) -> Tensor:
    """Return the indices ``[n]`` of the heatmap pixels that contain the points.

    Args:
        points: Normalized x and y in [0, 1], ``[n, 2]``.
        size: Height and width of the heatmap, which is numbered row by row.
    """
    height, width = size
    column = (points[:, 0] * width).long().clamp(max=width - 1)
    row = (points[:, 1] * height).long().clamp(max=height - 1)
    return row * width + column


def heatmap_peaks(
    heatmaps: Tensor, width: float, height: float
) -> tuple[Tensor, Tensor]:
    """Find the maxima of heatmaps after resizing them to the pixels of the region.

    Args:
        heatmaps: Logits ``[K, H, W]`` of one region.
        width: Width of the region in pixels.
        height: Height of the region.

    Returns:
        Normalized centers ``[K, 2]`` and logits ``[K]`` of the maximal pixels.
    """
    columns, rows = (max(1, math.ceil(side)) for side in (width, height))
    resized = F.interpolate(
        heatmaps[None], (rows, columns), mode='bicubic', align_corners=False
    )
    values, indices = resized[0].flatten(1).max(dim=1)
    x = (indices % columns + 0.5) / columns
    y = (indices // columns + 0.5) / rows
    return torch.stack([x, y], dim=-1), values
