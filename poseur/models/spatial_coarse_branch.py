"""Coarse keypoints from score maps: soft-argmax instead of global pooling."""

from __future__ import annotations

from mmengine.model import normal_init
from mmpose.registry import MODELS
from torch import Tensor, nn

from .coarse_branch import BaseCoarseBranch
from .dense_supervision import SupervisedScores
from .keypoint_distribution import KeypointDistribution
from .readouts import build_readout
from .spread_scale import SpreadScale


@MODELS.register_module()
class SpatialCoarseBranch(BaseCoarseBranch):
    """A score map for each keypoint, read by soft-argmax.

    Replaces :class:`CoarseBranch`. A 1x1 convolution gives scores, their softmax over
    the map is a probability, and mu is its expectation. Alone it learns slowly, as
    integral regression does; it is meant for use with :class:`DenseSupervision`, which
    also supervises these scores.

    sigma is trained without changing features and scores.

    Args:
        in_channels: Channels ``C`` of the map.
        num_keypoints: Number of keypoints ``K``.
        radius: ``radius`` of :class:`LocalExpectation`, the default readout.
        readout: Config of another readout, which does without ``radius``:
            :class:`GaussianExpectation` or :class:`UnbiasedExpectation`.
        sigma: ``'features'``: a sigmoid, linear in the features averaged with the
            probability. ``'spread'``: proportional to the standard deviation of the
            probability around mu, see :class:`SpreadScale`.
    """

    def __init__(
        self,
        in_channels: int,
        num_keypoints: int,
        radius: int | None = 1,
        readout: dict | None = None,
        sigma: str = 'features',
    ) -> None:
        super().__init__()
        if sigma not in ('features', 'spread'):
            raise ValueError(f"sigma={sigma!r} must be 'features' or 'spread'")
        self.sigma = sigma
        self.readout = build_readout(radius, readout)
        self.score = nn.Conv2d(in_channels, num_keypoints, kernel_size=1)
        layers: list[nn.Module] = [self.score]
        if sigma == 'features':
            self.fc_sigma = nn.Linear(in_channels, 2)
            layers.append(self.fc_sigma)
        else:
            self.spread_scale = SpreadScale()
        for layer in layers:
            normal_init(layer, std=0.01)

    def forward(self, feat: Tensor) -> KeypointDistribution:
        """Predict the proposals ``[B, K, 2]`` from a map ``[B, C, H, W]``."""
        probability = self.score(feat).flatten(2).softmax(-1)  # [B, K, H*W]
        grid = probability.unflatten(-1, feat.shape[-2:])
        mu = self.readout(grid)
        if self.sigma == 'spread':
            sigma = self.spread_scale(grid.sum(dim=-2), grid.sum(dim=-1), mu)
            return KeypointDistribution(mu, sigma)
        pooled = probability.detach() @ feat.detach().flatten(2).transpose(1, 2)
        return KeypointDistribution(mu, self.fc_sigma(pooled).sigmoid())

    def supervised_scores(self, feat: Tensor) -> tuple[SupervisedScores, ...]:
        """Return the score maps."""
        return (SupervisedScores(self.score(feat)),)
