"""Mask R-CNN + Poseur: coarse keypoints from regions, refined on the whole image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor

from poseur.models import Poseur, PoseurOutput
from poseur.models.layers import full_precision

from ..keypoint_samples import KeypointSamples
from ..roi_coordinates import (
    ImageSizes,
    extents_of,
    input_size,
    to_rois,
    windows_of,
)
from .common import RoIKeypoints, conv_tower, decode_regression


@MODELS.register_module()
class RoIPoseurHead(BaseModule):
    """A :class:`poseur.models.Poseur` on regions of interest (Sec. 4.3).

    The coarse branch predicts keypoints from the pooled features of a region, in
    coordinates of the region. The decoder refines them in the same coordinates but
    samples from the feature maps of the whole image: a region is a window of the
    memory, so that reference points and sampling locations may lie outside of the box.

    Args:
        coarse_branch: Config of the coarse branch. ``in_channels`` defaults to
            ``conv_channels``.
        strides: Strides of the feature maps that the decoder samples from, finest
            first.
        in_channels: Channels of the pooled features.
        conv_channels: Channels of the convolutions before the coarse branch.
        num_convs: Number of these convolutions.
        num_blocks: Number of depthwise residual blocks that follow them. One
            convolution and four blocks see as much of the region as eight convolutions
            and cost about an eighth.
        init_cfg: Initial weights, as for every mmengine module.
        **poseur: Other arguments of :class:`poseur.models.Poseur`, except
            ``num_levels``.
    """

    def __init__(
        self,
        coarse_branch: dict,
        strides: Sequence[int] = (4, 8, 16, 32),
        in_channels: int = 256,
        conv_channels: int = 512,
        num_convs: int = 8,
        num_blocks: int = 0,
        init_cfg: dict | list[dict] | None = None,
        **poseur: Any,
    ) -> None:
        super().__init__(init_cfg)
        self.strides = tuple(strides)
        self.tower = conv_tower(in_channels, conv_channels, num_convs, num_blocks)
        self.poseur = Poseur(
            dict(in_channels=conv_channels) | coarse_branch,
            num_levels=len(self.strides),
            **poseur,
        )

    @property
    def num_keypoints(self) -> int:
        """Number of keypoints ``K``."""
        return self.poseur.num_keypoints

    def forward(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        rois: Tensor,
        image_sizes: ImageSizes | None = None,
    ) -> PoseurOutput:
        """Predict in coordinates of the regions; Poseur itself runs in full precision.

        Args:
            roi_feats: Pooled features ``[N, C, H, W]``.
            feats: Feature maps of the whole images ``[B, C, H_l, W_l]``; maps beyond
                ``strides`` are not used.
            rois: Regions ``[N, 5]``.
            image_sizes: Sizes of the images; None if there is no padding. The decoder
                reads zeros in the padding, as everywhere outside of the maps.
        """
        pooled = self.tower(roi_feats)
        with torch.autocast(pooled.device.type, enabled=False):
            feats = [full_precision(feat) for feat in feats[: len(self.strides)]]
            windows = windows_of(rois, input_size(feats, self.strides))
            extents = extents_of(image_sizes, feats, self.strides)
            memory = self.poseur.build_memory(feats, extents)
            memory = memory.with_windows(rois[:, 0].long(), windows)
            return self.poseur([full_precision(pooled)], memory)

    def loss(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        samples: KeypointSamples,
        image_sizes: ImageSizes | None = None,
    ) -> dict[str, Tensor]:
        """Return RLE losses and PCK@0.05, see :meth:`poseur.models.Poseur.loss`."""
        output = self(roi_feats, feats, samples.rois, image_sizes)
        target = to_rois(samples.keypoints, samples.rois)
        return self.poseur.loss(output, target, samples.visible)

    def predict(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        rois: Tensor,
        test_cfg: dict,
        image_sizes: ImageSizes | None = None,
    ) -> RoIKeypoints:
        """Predict in pixels; ``test_cfg`` may set ``keypoint_score``."""
        predicted = self(roi_feats, feats, rois, image_sizes).keypoints
        return decode_regression(predicted, rois, test_cfg.get('keypoint_score'))
