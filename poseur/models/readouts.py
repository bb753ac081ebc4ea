"""Readouts: locations from probabilities on a grid."""

from __future__ import annotations

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.nn import functional as F


@MODELS.register_module()
class LocalExpectation(nn.Module):
    """Expected location over the cells near the peak.

    Args:
        radius: Use only cells at most this many rows and columns away from the peak.
            None uses all cells, as in integral regression (Sun et al., ECCV 2018). That
            expectation is biased toward the center, see :class:`UnbiasedExpectation`.
        smooth_peak: Find the peak on a smoothed map. On a fine map, where the cells of
            a keypoint share its probability, a lone cell elsewhere may exceed each of
            them.
    """

    def __init__(self, radius: int | None = 1, smooth_peak: bool = False) -> None:
        super().__init__()
        if radius is not None and radius < 0:
            raise ValueError(f'radius={radius} must be None, 0 or above')
        self.radius = radius
        self.smooth_peak = smooth_peak

    def forward(self, probability: Tensor) -> Tensor:
        """Read ``[B, K, H, W]``, see :func:`mean_location`."""
        if self.radius is None:
            return mean_location(probability)
        peaked = smoothed(probability) if self.smooth_peak else probability
        near_columns, near_rows = (
            (distance.abs() <= self.radius).to(probability)
            for distance in distances_from_peak(peaked)
        )
        return windowed_location(probability, near_columns, near_rows)


@MODELS.register_module()
class GaussianExpectation(nn.Module):
    """Expected location under a Gaussian prior around the peak.

    A smooth version of :class:`LocalExpectation`. The prior is centered on a cell and
    gets no gradient. It pulls locations toward the center of that cell: a Gaussian of
    deviation s is read at ``d^2 / (d^2 + s^2)`` of its distance from it, where d is the
    deviation of the prior.

    Args:
        deviation: Standard deviation of the prior in cells.
    """

    def __init__(self, deviation: float = 1.0) -> None:
        super().__init__()
        if deviation <= 0:
            raise ValueError(f'deviation={deviation} must be above 0')
        self.deviation = deviation

    def forward(self, probability: Tensor) -> Tensor:
        """Read ``[B, K, H, W]``, see :func:`mean_location`."""
        along_x, along_y = (
            torch.exp(-(distance**2) / (2 * self.deviation**2))
            for distance in distances_from_peak(probability)
        )
        return windowed_location(probability, along_x, along_y)


@MODELS.register_module()
class UnbiasedExpectation(nn.Module):
    """Expected location over all cells, without the bias toward the center.

    A softmax leaves some probability e in the background, evenly over the map. It pulls
    the expectation E from the location mu to the center c of the map,
    ``E = (1 - e) mu + e c``, hence ``mu = c + (E - c) / (1 - e)`` (Gu et al., "Removing
    the Bias of Integral Pose Regression", ICCV 2021). They know e, since background has
    a score of zero in their maps. Here the scores have no such zero, and e follows from
    the median cell: background is assumed to cover at least half of the map.

    Args:
        min_foreground: Lower bound of ``1 - e``. Flat maps, whose expectation says
            nothing, are then read near the center.
    """

    def __init__(self, min_foreground: float = 0.1) -> None:
        super().__init__()
        if not 0 < min_foreground <= 1:
            raise ValueError(
                f'min_foreground={min_foreground} must be above 0 and at most 1'
            )
        self.min_foreground = min_foreground

    def forward(self, probability: Tensor) -> Tensor:
        """Read ``[B, K, H, W]``, see :func:`mean_location`; may lie outside the map."""
        cells = probability.flatten(2)
        num_cells = cells.shape[-1]
        median = cells.topk(num_cells // 2 + 1).values[..., -1:]  # [B, K, 1]
        foreground = (1 - num_cells * median).clamp(min=self.min_foreground)
        return 0.5 + (mean_location(probability) - 0.5) / foreground


def build_readout(radius: int | None, readout: dict | None) -> nn.Module:
    """Build a readout from its config, by default :class:`LocalExpectation`."""
    return MODELS.build(readout or dict(type='LocalExpectation', radius=radius))


def mean_location(probability: Tensor) -> Tensor:
    """Return the expected location under probabilities on a grid.

    Args:
        probability: ``[B, K, H, W]``, which sums to 1 over the grid.

    Returns:
        Locations in units of the grid's width and height, ``[B, K, 2]``.
    """
    height, width = probability.shape[-2:]
    columns, rows = cell_indices(probability)
    x = (probability.sum(dim=-2) * (columns + 0.5)).sum(-1) / width
    y = (probability.sum(dim=-1) * (rows + 0.5)).sum(-1) / height
    return torch.stack([x, y], dim=-1)


def windowed_location(probability: Tensor, along_x: Tensor, along_y: Tensor) -> Tensor:
    """Return the expected location within a window.

    Args:
        probability: ``[B, K, H, W]``.
        along_x: Weight of each column, ``[B, K, W]``.
        along_y: Weight of each row, ``[B, K, H]``.

    Returns:
        Locations ``[B, K, 2]``, see :func:`mean_location`.
    """
    probability = probability * (along_y[..., :, None] * along_x[..., None, :])
    total = probability.sum(dim=(-2, -1), keepdim=True)
    return mean_location(probability / total)


def smoothed(probability: Tensor) -> Tensor:
    """Average each cell of ``[B, K, H, W]`` with its neighbors, weighted 1, 2, 1."""
    binomial = probability.new_tensor([0.25, 0.5, 0.25])
    num_maps = probability.shape[1]
    kernels = torch.outer(binomial, binomial).expand(num_maps, 1, 3, 3)
    return F.conv2d(probability.detach(), kernels, padding=1, groups=num_maps)


def distances_from_peak(probability: Tensor) -> tuple[Tensor, Tensor]:
    """Return how far from the peak columns ``[B, K, W]`` and rows ``[B, K, H]`` are."""
    width = probability.shape[-1]
    columns, rows = cell_indices(probability)
    peak = probability.flatten(2).argmax(-1, keepdim=True)  # [B, K, 1]
    return columns - peak % width, rows - peak // width


def cell_indices(probability: Tensor) -> tuple[Tensor, Tensor]:
    """Return the indices of the columns ``[W]`` and rows ``[H]`` of a grid."""
    height, width = probability.shape[-2:]
    columns, rows = (
        torch.arange(size, device=probability.device, dtype=probability.dtype)
        for size in (width, height)
    )
    return columns, rows
