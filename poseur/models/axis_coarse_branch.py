"""Coarse keypoints from a distribution along each axis."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from mmengine.model import normal_init
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.nn import functional as F

from .coarse_branch import BaseCoarseBranch
from .dense_supervision import SupervisedScores
from .keypoint_distribution import KeypointDistribution
from .readouts import build_readout
from .spread_scale import SpreadScale


@MODELS.register_module()
class AxisCoarseBranch(BaseCoarseBranch):
    """Distributions along x and y over bins finer than the cells of the map.

    Replaces :class:`CoarseBranch`, as :class:`SpatialCoarseBranch` does. The idea is
    that of SimCC (Li et al., ECCV 2022), but with few parameters: a 1x1 convolution
    gives a score map for each keypoint, whose logsumexp over rows and over columns are
    the scores of its marginals. One linear layer for each axis, the same for all
    keypoints, turns these into scores of bins. It starts as linear interpolation.

    mu is the expectation under the softmax over the bins, and sigma follows from the
    spread, see :class:`SpreadScale`. :class:`DenseSupervision` supervises the bins.

    Args:
        in_channels: Channels ``C`` of the map.
        num_keypoints: Number of keypoints ``K``.
        map_size: Width and height of the map, i.e. those of the crop divided by the
            stride of ``coarse_level``.
        split_ratio: Bins per cell.
        radius: ``radius`` of :class:`LocalExpectation`, the default readout, in bins.
        readout: Config of another readout, see :class:`SpatialCoarseBranch`; its
            lengths are in bins, too.
        deviation: Standard deviation of the Gaussians that supervise the bins, in cells
            of the map.
    """

    def __init__(
        self,
        in_channels: int,
        num_keypoints: int,
        map_size: Sequence[int],
        split_ratio: int = 4,
        radius: int | None = None,
        readout: dict | None = None,
        deviation: float = 0.5,
    ) -> None:
        super().__init__()
        if split_ratio < 1:
            raise ValueError(f'split_ratio={split_ratio} must be 1 or above')
        if deviation <= 0:
            raise ValueError(f'deviation={deviation} must be above 0')
        width, height = map_size
        self.map_size = (width, height)
        self.deviation = deviation * split_ratio
        self.readout = build_readout(radius, readout)
        self.score = nn.Conv2d(in_channels, num_keypoints, kernel_size=1)
        normal_init(self.score, std=0.01)
        self.bins_x, self.bins_y = (
            interpolation(size, size * split_ratio) for size in self.map_size
        )
        self.spread_scale = SpreadScale()

    def forward(self, feat: Tensor) -> KeypointDistribution:
        """Predict the proposals ``[B, K, 2]`` from a map ``[B, C, H, W]``.

        Raises:
            ValueError: If the map is not of the size ``map_size``.
        """
        axes = [scores.softmax(-1) for scores in self.bin_scores(feat)]
        # Each axis is a grid of one row.
        mu = torch.stack(
            [self.readout(axis[..., None, :])[..., 0] for axis in axes], dim=-1
        )
        return KeypointDistribution(mu, self.spread_scale(*axes, mu))

    def supervised_scores(self, feat: Tensor) -> tuple[SupervisedScores, ...]:
        """Return the scores of the bins as grids of one row and of one column."""
        x, y = self.bin_scores(feat)
        return (
            SupervisedScores(x[..., None, :], self.deviation),
            SupervisedScores(y[..., :, None], self.deviation),
        )

    def bin_scores(self, feat: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of the bins along x ``[B, K, S_x]`` and y ``[B, K, S_y]``.

        Raises:
            ValueError: If the map is not of the size ``map_size``.
        """
        height, width = feat.shape[-2:]
        if (width, height) != self.map_size:
            raise ValueError(
                f'the coarse branch has map_size={self.map_size}, but its map has '
                f'width {width} and height {height}; set coarse_branch.map_size to '
                f'({width}, {height})'
            )
        maps = self.score(feat)
        return self.bins_x(maps.logsumexp(dim=-2)), self.bins_y(maps.logsumexp(dim=-1))


def interpolation(size: int, num_bins: int) -> nn.Linear:
    """Return a linear layer that starts as interpolation of cells to bins."""
    linear = nn.Linear(size, num_bins)
    cells = F.interpolate(torch.eye(size)[None], num_bins, mode='linear')
    with torch.no_grad():
        linear.weight.copy_(cells[0].T)
        linear.bias.zero_()
    return linear
