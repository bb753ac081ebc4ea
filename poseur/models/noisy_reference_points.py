"""Noisy reference points, which train the decoder on wrong proposals (Sec. 3.1)."""

from __future__ import annotations

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn


@MODELS.register_module()
class NoisyReferencePoints(nn.Module):
    """Copies the proposals and adds Gaussian noise to a random subset of points.

    As in the official code, the subset is the same for every image of the batch. Each
    call draws a new subset and new noise.

    Args:
        num_copies: Copies of the ``K`` proposals.
        num_noised: Average number of noisy points per copy. The subset is
            ``num_copies * num_noised`` of all copied points, regardless of the copy.
        std: Standard deviation of the noise, in crop widths and heights.
        max_noise: Largest displacement.
        bounds: Interval that the copies are clipped to.
    """

    def __init__(
        self,
        num_copies: int = 3,
        num_noised: int = 4,
        std: float = 0.2**0.5,
        max_noise: float = 1.0,
        bounds: tuple[float, float] = (-0.7, 1.7),
    ) -> None:
        super().__init__()
        self.num_copies = num_copies
        self.num_noised = num_noised
        self.std = std
        self.max_noise = max_noise
        self.bounds = bounds

    def draw(self, proposal: Tensor) -> tuple[Tensor, Tensor]:
        """Draw the points that move, and their displacements.

        Args:
            proposal: Proposals ``[B, K, 2]``.

        Returns:
            Noise ``[B, n, 2]`` before clipping, and the ``n`` positions among the
            ``num_copies * K`` copied points.
        """
        batch, num_keypoints, _ = proposal.shape
        num_points = self.num_copies * self.num_noised
        order = torch.randperm(self.num_copies * num_keypoints, device=proposal.device)
        noise = self.std * torch.randn(
            batch, num_points, 2, dtype=proposal.dtype, device=proposal.device
        )
        return noise, order[:num_points]

    def forward(self, proposal: Tensor) -> Tensor:
        """Return noisy copies ``[B, num_copies * K, 2]`` of proposals ``[B, K, 2]``.

        Raises:
            ValueError: If ``num_noised`` exceeds the number of keypoints.
        """
        if self.num_noised > proposal.shape[1]:
            raise ValueError(
                f'num_noised={self.num_noised} is too large for a copy that has '
                f'only {proposal.shape[1]} keypoints; lower num_noised in the config'
            )
        noise, positions = self.draw(proposal)
        noise = noise.clamp(-self.max_noise, self.max_noise)
        copies = proposal.repeat(1, self.num_copies, 1)
        return copies.index_add(1, positions, noise).clamp(*self.bounds)


@MODELS.register_module()
class RandomReferencePoints(nn.Module):
    """Uniformly random points, the second query set of the paper's text.

    Args:
        num_copies: Sets of ``K`` random points.
    """

    def __init__(self, num_copies: int = 1) -> None:
        super().__init__()
        self.num_copies = num_copies

    def forward(self, proposal: Tensor) -> Tensor:
        """Return points in [0, 1], ``[B, num_copies * K, 2]``, for ``[B, K, 2]``."""
        return torch.rand_like(proposal.repeat(1, self.num_copies, 1))
