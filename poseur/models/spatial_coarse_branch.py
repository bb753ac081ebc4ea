"""Coarse keypoints from score maps: soft-argmax instead of global pooling."""

from __future__ import annotations

import torch
from mmengine.model import normal_init
from mmpose.registry import MODELS
from torch import Tensor, nn

from .keypoint_distribution import KeypointDistribution


@MODELS.register_module()
class SpatialCoarseBranch(nn.Module):
    """A score map for each keypoint, read by soft-argmax.

    Replaces :class:`CoarseBranch`. A 1x1 convolution gives scores, their softmax over
    the map is a probability, and mu is its expectation. Alone it learns slowly, as
    integral regression does; it is meant for use with :class:`DenseSupervision`, which
    also supervises these scores.

    sigma is a sigmoid, linear in the features averaged with the probability. It is
    trained without changing features and scores.

    Args:
        in_channels: Channels ``C`` of the map.
        num_keypoints: Number of keypoints ``K``.
        radius: Take the expectation only over cells at most this many rows and columns
            away from the peak. A global expectation, None, is biased toward the center
            of the crop.
    """

    def __init__(
        self, in_channels: int, num_keypoints: int, radius: int | None = 1
    ) -> None:
        super().__init__()
        self.radius = radius
        self.score = nn.Conv2d(in_channels, num_keypoints, kernel_size=1)
        self.fc_sigma = nn.Linear(in_channels, 2)
        for layer in (self.score, self.fc_sigma):
            normal_init(layer, std=0.01)

    def forward(self, feat: Tensor) -> KeypointDistribution:
        """Predict the proposals ``[B, K, 2]`` from a map ``[B, C, H, W]``."""
        probability = self.score(feat).flatten(2).softmax(-1)  # [B, K, H*W]
        mu = expectation(probability.unflatten(-1, feat.shape[-2:]), self.radius)
        pooled = probability.detach() @ feat.detach().flatten(2).transpose(1, 2)
        return KeypointDistribution(mu, self.fc_sigma(pooled).sigmoid())


def expectation(probability: Tensor, radius: int | None) -> Tensor:
    """Return the expected location under probabilities on a grid.

    Args:
        probability: ``[B, K, H, W]``, which sums to 1 over the grid.
        radius: Restrict the expectation to cells near the peak; None uses all cells.

    Returns:
        Locations in units of the map's width and height, ``[B, K, 2]``.
    """
    height, width = probability.shape[-2:]
    columns, rows = (
        torch.arange(size, device=probability.device, dtype=probability.dtype)
        for size in (width, height)
    )
    if radius is not None:
        peak = probability.flatten(2).argmax(-1, keepdim=True)  # [B, K, 1]
        near_rows = (rows - peak // width).abs() <= radius  # [B, K, H]
        near_columns = (columns - peak % width).abs() <= radius  # [B, K, W]
        near = near_rows[..., None] & near_columns[..., None, :]
        probability = probability * near
        probability = probability / probability.sum(dim=(-2, -1), keepdim=True)
    x = (probability.sum(dim=-2) * (columns + 0.5)).sum(-1) / width
    y = (probability.sum(dim=-1) * (rows + 0.5)).sum(-1) / height
    return torch.stack([x, y], dim=-1)
