"""Mask R-CNN + RLE: keypoints regressed from pooled features (Table 3)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor

from poseur.compat.deprecation import renamed_arguments
from poseur.models import KeypointDistribution
from poseur.models.layers import full_precision
from poseur.models.poseur import pck_accuracy, resolve_num_keypoints

from ..keypoint_samples import KeypointSamples
from ..roi_coordinates import ImageSizes, to_rois
from .common import RoIKeypoints, conv_tower, decode_regression


@MODELS.register_module()
class RoIRLEHead(BaseModule):
    """Convolutions and a coarse branch: Poseur without its decoder.

    Args:
        coarse_branch: Config of the coarse branch (average pooling and linear layers).
        coarse_loss: Config of the loss.
        num_keypoints: Number of keypoints ``K``. Give either this or ``metainfo``.
        metainfo: Metainfo of the dataset, which defines ``K``.
        in_channels: Channels of the pooled features.
        conv_channels: Channels of the convolutions.
        num_convs: Number of convolutions.
        init_cfg: Initial weights, as for every mmengine module.
    """

    @renamed_arguments(num_joints='num_keypoints')
    def __init__(
        self,
        coarse_branch: dict,
        coarse_loss: dict,
        num_keypoints: int | None = None,
        metainfo: dict | None = None,
        in_channels: int = 256,
        conv_channels: int = 512,
        num_convs: int = 8,
        init_cfg: dict | list[dict] | None = None,
    ) -> None:
        super().__init__(init_cfg)
        self.num_keypoints = resolve_num_keypoints(num_keypoints, metainfo)
        self.tower = conv_tower(in_channels, conv_channels, num_convs)
        self.coarse_branch = MODELS.build(
            dict(in_channels=conv_channels, num_keypoints=self.num_keypoints)
            | coarse_branch
        )
        self.coarse_loss = MODELS.build(coarse_loss)

    def forward(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        rois: Tensor,
        image_sizes: ImageSizes | None = None,
    ) -> KeypointDistribution:
        """Predict in coordinates of the regions, ``[N, K, 2]`` each.

        Args:
            roi_feats: Pooled features ``[N, C, H, W]``.
            feats: Feature maps of the whole images, not used.
            rois: Regions ``[N, 5]``, not used.
            image_sizes: Sizes of the images, not used.
        """
        pooled = self.tower(roi_feats)
        with torch.autocast(pooled.device.type, enabled=False):
            return self.coarse_branch(full_precision(pooled))

    def loss(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        samples: KeypointSamples,
        image_sizes: ImageSizes | None = None,
    ) -> dict[str, Tensor]:
        """Return the RLE loss and PCK@0.05; see :meth:`forward` for the features."""
        predicted = self(roi_feats, feats, samples.rois)
        target = to_rois(samples.keypoints, samples.rois)
        weight = samples.visible[..., None].expand_as(target)
        return dict(
            loss_coarse=self.coarse_loss(predicted, target, weight),
            acc_coarse=pck_accuracy(predicted.mu, target, samples.visible),
        )

    def predict(
        self,
        roi_feats: Tensor,
        feats: Sequence[Tensor],
        rois: Tensor,
        test_cfg: dict,
        image_sizes: ImageSizes | None = None,
    ) -> RoIKeypoints:
        """Predict in pixels; ``test_cfg`` may set ``keypoint_score``."""
        predicted = self(roi_feats, feats, rois)
        return decode_regression(predicted, rois, test_cfg.get('keypoint_score'))
