"""Scales of keypoints from the spread of their distributions."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


class SpreadScale(nn.Module):
    """sigma as the standard deviation around mu, times a learned factor per axis.

    The factors start at ``sqrt(1/2)``, the ratio of scale and standard deviation of a
    Laplace distribution. Only they are trained: mu and the distribution get no gradient
    from sigma.
    """

    def __init__(self) -> None:
        super().__init__()
        self.log_factor = nn.Parameter(torch.full((2,), math.log(0.5) / 2))

    def forward(self, along_x: Tensor, along_y: Tensor, mu: Tensor) -> Tensor:
        """Return sigma ``[B, K, 2]`` in units of width and height, at most 1.

        Args:
            along_x: Probabilities of the columns, ``[B, K, W]``.
            along_y: Probabilities of the rows, ``[B, K, H]``.
            mu: Locations ``[B, K, 2]``.
        """
        x, y = mu.detach().unbind(-1)
        deviations = [
            standard_deviation(along_x.detach(), x),
            standard_deviation(along_y.detach(), y),
        ]
        return (self.log_factor.exp() * torch.stack(deviations, dim=-1)).clamp(max=1)


def standard_deviation(probability: Tensor, center: Tensor) -> Tensor:
    """Return the root mean square distance from a center.

    The probability is constant within a cell. This adds 1/12 of a squared cell to the
    variance, so that the result is never zero.

    Args:
        probability: Probabilities of ``S`` cells that divide the unit interval,
            ``[B, K, S]``.
        center: Coordinate in the unit interval, ``[B, K]``.

    Returns:
        Distances ``[B, K]``.
    """
    size = probability.shape[-1]
    cells = torch.arange(size, device=center.device, dtype=center.dtype)
    distance = (cells + 0.5) / size - center[..., None]
    return ((probability * distance**2).sum(-1) + 1 / (12 * size**2)).sqrt()
