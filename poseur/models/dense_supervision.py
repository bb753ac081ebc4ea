"""Dense auxiliary supervision of feature maps, in training only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from mmengine.model import normal_init
from mmpose.registry import MODELS
from torch import Tensor, nn


class SupervisedScores(NamedTuple):
    """Scores over a grid, whose softmax is to be a Gaussian around the label.

    Attributes:
        scores: ``[B, K, H, W]``. A grid of one row is a distribution along x, and one
            of one column along y.
        deviation: Standard deviation of the Gaussian in cells of the grid. None means
            that of :class:`DenseSupervision`.
    """

    scores: Tensor
    deviation: float | None = None


@MODELS.register_module()
class DenseSupervision(nn.Module):
    """Score maps on the levels of the neck, trained to show where the keypoints are.

    A 1x1 convolution on each level gives a score map for each keypoint. The loss is the
    cross-entropy between its softmax and a Gaussian around the label. Feature maps
    learn much faster from it than from the likelihoods of the keypoints.

    The convolutions serve training only: they are in checkpoints, but not in published
    or exported models.

    Args:
        embed_dims: Channels ``C`` of the maps.
        num_keypoints: Number of keypoints ``K``.
        levels: Levels to supervise, 0 being the finest. Scores of the coarse branch,
            see :meth:`BaseCoarseBranch.supervised_scores`, are supervised in addition.
        deviation: Standard deviation of the Gaussian in cells of the map.
        loss_weight: Factor on the loss of every level.
    """

    def __init__(
        self,
        embed_dims: int,
        num_keypoints: int,
        levels: Sequence[int] = (0, 2, 3),
        deviation: float = 1.0,
        loss_weight: float = 1.0,
    ) -> None:
        super().__init__()
        self.levels = tuple(levels)
        self.deviation = deviation
        self.loss_weight = loss_weight
        self.scores = nn.ModuleList(
            nn.Conv2d(embed_dims, num_keypoints, kernel_size=1) for _ in self.levels
        )
        for score in self.scores:
            normal_init(score, std=0.01)

    def forward(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """Return the score maps ``[B, K, H_l, W_l]`` of the supervised levels.

        Args:
            maps: Maps ``[B, C, H_l, W_l]`` of all levels.
        """
        return [
            score(maps[level])
            for level, score in zip(self.levels, self.scores, strict=True)
        ]

    def loss(
        self,
        scores: Tensor,
        target: Tensor,
        weight: Tensor,
        deviation: float | None = None,
    ) -> Tensor:
        """Return the mean cross-entropy of the labeled keypoints.

        Args:
            scores: Score maps ``[B, K, H, W]``.
            target: True coordinates ``[B, K, 2]`` in units of width and height. A label
                far outside of the crop has an empty Gaussian and no loss.
            weight: Zero for unlabeled keypoints, ``[B, K]``.
            deviation: Replaces the standard deviation of the Gaussian.
        """
        deviation = self.deviation if deviation is None else deviation
        height, width = scores.shape[-2:]
        x, y = target.unbind(-1)
        wanted = (
            gaussian(y, height, deviation)[..., :, None]
            * gaussian(x, width, deviation)[..., None, :]
        ).flatten(2)
        wanted = wanted / wanted.sum(-1, keepdim=True).clamp(min=1e-6)
        entropy = -(wanted * scores.flatten(2).log_softmax(-1)).sum(-1)  # [B, K]
        return self.loss_weight * (entropy * weight).sum() / weight.sum().clamp(min=1)


def gaussian(target: Tensor, size: int, deviation: float) -> Tensor:
    """Return the Gaussian around ``[B, K]`` at the cell centers, ``[B, K, S]``."""
    centers = torch.arange(size, device=target.device, dtype=target.dtype) + 0.5
    distance = centers - target[..., None] * size
    return torch.exp(-(distance**2) / (2 * deviation**2))
