"""RealNVP, the normalizing flow of residual log-likelihood estimation."""

from __future__ import annotations

import math

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn

from .common import mlp


@MODELS.register_module()
class PoseurRealNVP(nn.Module):
    """A 2-D flow of affine couplings over a unit normal (Dinh et al., ICLR 2017).

    Couplings alternate between the two axes: each keeps one coordinate and scales and
    shifts the other. The flow is used in training only; inference drops it (Sec. 3.3).

    Args:
        num_couplings: Number of coupling layers.
        hidden_channels: Width of the scale and shift networks.
        prior_mean: Mean of the prior on both axes: 0.5 in the official code, 0 in RLE
            and in the paper's text.
        weight_gain: Xavier gain of all initial weights (0.01 in mmpose). None keeps
            PyTorch's defaults, as in the official code.
    """

    mask: Tensor  # [num_couplings, 2], 1 for the axis that a coupling keeps

    def __init__(
        self,
        num_couplings: int = 6,
        hidden_channels: int = 64,
        prior_mean: float = 0.5,
        weight_gain: float | None = None,
    ) -> None:
        super().__init__()
        widths = (2, hidden_channels, hidden_channels, 2)
        self.prior_mean = prior_mean
        self.scale_nets = nn.ModuleList(
            nn.Sequential(*mlp(widths, nn.LeakyReLU), nn.Tanh())
            for _ in range(num_couplings)
        )
        self.shift_nets = nn.ModuleList(
            mlp(widths, nn.LeakyReLU) for _ in range(num_couplings)
        )
        kept = torch.arange(num_couplings)[:, None] % 2 != torch.arange(2)
        self.register_buffer('mask', kept.float())  # the first row is [0, 1]
        if weight_gain is not None:
            for module in self.modules():
                if isinstance(module, nn.Linear):
                    nn.init.xavier_uniform_(module.weight, gain=weight_gain)

    def _coupling(self, index: int, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return kept part, log-scale and shift of one coupling at ``x`` ``[N, 2]``."""
        mask = self.mask[index]
        kept = x * mask
        log_scale = self.scale_nets[index](kept) * (1 - mask)
        shift = self.shift_nets[index](kept) * (1 - mask)
        return kept, log_scale, shift

    def to_data(self, z: Tensor) -> Tensor:
        """Map prior points ``[N, 2]`` to data space."""
        for index in range(len(self.mask)):
            kept, log_scale, shift = self._coupling(index, z)
            z = kept + (1 - self.mask[index]) * (z * log_scale.exp() + shift)
        return z

    def to_prior(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Map data points ``[N, 2]`` to the prior.

        Returns:
            The points ``[N, 2]`` and the log-determinants ``[N]`` of the map.
        """
        log_det = x.new_zeros(len(x))
        for index in reversed(range(len(self.mask))):
            kept, log_scale, shift = self._coupling(index, x)
            x = kept + (1 - self.mask[index]) * (x - shift) * (-log_scale).exp()
            log_det = log_det - log_scale.sum(dim=-1)
        return x, log_det

    def log_prob(self, x: Tensor) -> Tensor:
        """Return the log-density ``[N]`` of data points ``[N, 2]``."""
        z, log_det = self.to_prior(x)
        squared = (z - self.prior_mean).square().sum(dim=-1)
        return log_det - 0.5 * squared - math.log(2 * math.pi)
