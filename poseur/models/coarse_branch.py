"""Coarse keypoints from globally pooled features (Sec. 3.1, "Backbone")."""

from __future__ import annotations

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_arguments

from .dense_supervision import SupervisedScores
from .keypoint_distribution import KeypointDistribution


class BaseCoarseBranch(nn.Module):
    """Predicts the proposals from a single map; the base of all coarse branches."""

    def forward(self, feat: Tensor) -> KeypointDistribution:
        """Predict the proposals ``[B, K, 2]`` from a map ``[B, C, H, W]``."""
        raise NotImplementedError

    def supervised_scores(self, feat: Tensor) -> tuple[SupervisedScores, ...]:
        """Return the scores for :class:`DenseSupervision`, by default none.

        Args:
            feat: Map ``[B, C, H, W]``, the same as in :meth:`forward`.
        """
        return ()


@MODELS.register_module()
class CoarseBranch(BaseCoarseBranch):
    """Global average pooling and one linear layer each for mu and sigma.

    mu is linear in the *direction* of the pooled vector, ``x W^T / |x| + b``, and
    unbounded, so a proposal may lie outside the crop. sigma is a sigmoid.

    Args:
        in_channels: Channels of the pooled map: those of the neck (official code), or
            those of the backbone's last stage (paper; see
            ``LevelMapper(append_last_input=True)``).
        num_keypoints: Number of keypoints ``K``.
        bias_init: Initial value of mu's bias. 0.5 starts every keypoint at the center
            of the crop. None keeps PyTorch's default, which starts near the top-left
            corner, as in the official code.
        sigma_std: Standard deviation of sigma's initial weights. A small value (RLE
            has 0.01) starts every sigma near one half. None means Xavier, as in the
            official code: where features are large, sigma then starts anywhere in
            (0, 1), and an error of many sigmas costs a loss of hundreds.
    """

    @renamed_arguments(num_joints='num_keypoints')
    def __init__(
        self,
        in_channels: int,
        num_keypoints: int,
        bias_init: float | None = 0.5,
        sigma_std: float | None = None,
    ) -> None:
        super().__init__()
        self.fc_mu = nn.Linear(in_channels, num_keypoints * 2)
        self.fc_sigma = nn.Linear(in_channels, num_keypoints * 2)
        for linear in (self.fc_mu, self.fc_sigma):
            nn.init.xavier_uniform_(linear.weight)
        if bias_init is not None:
            nn.init.constant_(self.fc_mu.bias, bias_init)
        if sigma_std is not None:
            nn.init.normal_(self.fc_sigma.weight, std=sigma_std)

    def forward(self, feat: Tensor) -> KeypointDistribution:
        """Predict the proposals ``[B, K, 2]`` from a map ``[B, C, H, W]``."""
        pooled = feat.mean(dim=(2, 3))  # [B, C]
        norm = torch.linalg.vector_norm(pooled, dim=-1, keepdim=True).clamp(min=1e-12)
        mu = nn.functional.linear(pooled, self.fc_mu.weight) / norm + self.fc_mu.bias
        sigma = self.fc_sigma(pooled).sigmoid()
        return KeypointDistribution(
            mu.unflatten(-1, (-1, 2)), sigma.unflatten(-1, (-1, 2))
        )
