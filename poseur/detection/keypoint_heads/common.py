"""First and last step of the keypoint heads: convolutions and predictions in pixels."""

from __future__ import annotations

from typing import NamedTuple

from mmcv.cnn import ConvModule
from torch import Tensor, nn

from poseur.codecs import score_keypoints
from poseur.models import KeypointDistribution
from poseur.models.necks import ResidualBlock

from ..roi_coordinates import extents, to_image


class RoIKeypoints(NamedTuple):
    """Keypoints of N regions in pixels of the network's input.

    Attributes:
        keypoints: Locations ``[N, K, 2]``, inside or outside of the boxes.
        keypoint_scores: Scores ``[N, K]``.
        keypoint_sigmas: Laplace scales ``[N, K, 2]``; None if the head predicts none.
    """

    keypoints: Tensor
    keypoint_scores: Tensor
    keypoint_sigmas: Tensor | None = None


def conv_tower(
    in_channels: int, channels: int, num_convs: int, num_blocks: int = 0
) -> nn.Sequential:
    """Build the 3x3 convolutions with ReLU of Mask R-CNN's keypoint head (Sec. 4.3).

    They keep the size of the map, and so do the residual blocks that may follow.

    Args:
        in_channels: Channels of the pooled features.
        channels: Channels of every convolution and block.
        num_convs: Number of convolutions.
        num_blocks: Number of residual blocks of :class:`TopDownMapper`.
    """
    widths = [in_channels] + [channels] * num_convs
    convs = [
        ConvModule(before, after, kernel_size=3, padding=1)
        for before, after in zip(widths[:-1], widths[1:], strict=True)
    ]
    return nn.Sequential(*convs, *(ResidualBlock(channels) for _ in range(num_blocks)))


def decode_regression(
    predicted: KeypointDistribution, rois: Tensor, keypoint_score: dict | None
) -> RoIKeypoints:
    """Convert regressed keypoints from coordinates of the regions to pixels.

    Args:
        predicted: mu and sigma ``[N, K, 2]``, normalized by the regions.
        rois: Regions ``[N, 5]``.
        keypoint_score: Method and options of :func:`score_keypoints`.
    """
    mu, sigma = predicted
    scores = score_keypoints(sigma, **(keypoint_score or {}))
    return RoIKeypoints(to_image(mu, rois), scores, sigma * extents(rois))
