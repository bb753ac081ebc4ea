"""Residual log-likelihood estimation, RLE (Sec. 3.2, Eq. 2 and 3)."""

from __future__ import annotations

import math

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn

from .keypoint_distribution import KeypointDistribution
from .layers import full_precision


@MODELS.register_module()
class PoseurRLELoss(nn.Module):
    """Negative log-likelihood of the target under a flow-shaped distribution.

    The residual ``(mu - target) / sigma`` is scored by a RealNVP flow plus a Laplace
    density, as in the official code. mmpose's ``RLELoss`` differs in the Laplace term,
    the prior and the divisor.

    Args:
        flow: Config of the flow. Defaults to :class:`PoseurRealNVP`.
        divisor: ``'keypoints'`` divides the sum by batch size times number of queries.
            ``'batch'`` divides by the batch size alone, as the official code did when
            the published COCO weights were trained. It multiplies the coarse loss by
            the number of keypoints, and the decoder losses by the number of query
            groups in addition.
        loss_weight: Factor on the result (lambda in Eq. 4).
        min_sigma: Lower bound of sigma, which prevents overflow of the residual. A
            sigma below it gets no gradient; mu gets that of the bound.
        l1_weight: Factor of the absolute error ``|mu - target|``, added to the
            likelihood. Its gradient does not depend on sigma and the flow, which take
            time to learn. Not in the paper.
        likelihood_weight: Factor of the likelihood alone, without the absolute error.
            At 0, sigma and the flow get gradients of zero.
        max_residual: Upper bound of the absolute residual per axis, or None. Beyond it,
            the loss grows with the logarithm of the error only: sigma gets no gradient,
            and that of mu falls as the error grows, so that an absurd label does no
            harm. The bound has to exceed the residuals of correct labels, or sigma is
            not learned. Not in the paper.

    Raises:
        ValueError: If ``divisor`` is unknown, or ``max_residual`` is not positive.
    """

    def __init__(
        self,
        flow: dict | None = None,
        divisor: str = 'keypoints',
        loss_weight: float = 1.0,
        min_sigma: float = 1e-6,
        l1_weight: float = 0.0,
        likelihood_weight: float = 1.0,
        max_residual: float | None = None,
    ) -> None:
        super().__init__()
        if divisor not in ('keypoints', 'batch'):
            raise ValueError(f"divisor={divisor!r} must be 'keypoints' or 'batch'")
        if max_residual is not None and max_residual <= 0:
            raise ValueError(
                f'max_residual={max_residual} must be positive, or None for no bound'
            )
        self.flow = MODELS.build(flow or dict(type='PoseurRealNVP'))
        self.divisor = divisor
        self.loss_weight = loss_weight
        self.min_sigma = min_sigma
        self.l1_weight = l1_weight
        self.likelihood_weight = likelihood_weight
        self.max_residual = max_residual

    def forward(
        self, predicted: KeypointDistribution, target: Tensor, weight: Tensor
    ) -> Tensor:
        """Compute one loss for each leading index of the prediction.

        Runs in full precision, regardless of autocast.

        Args:
            predicted: mu and sigma, ``[..., B, Q, 2]``.
            target: True coordinates ``[B, Q, 2]``, normalized like mu.
            weight: Weights per axis ``[B, Q, 2]``; zero masks a keypoint. Masked
                keypoints still count in the divisor.

        Returns:
            Losses of shape ``[...]``, a scalar for a prediction ``[B, Q, 2]``.
        """
        with torch.autocast(target.device.type, enabled=False):
            mu, sigma = (full_precision(value) for value in predicted)
            sigma = self._bounded_sigma(mu, sigma, target)
            density = self.negative_log_flow(mu, sigma, target) * weight[..., :1]
            density = density + self.negative_log_laplace(mu, sigma, target) * weight
            density = self.likelihood_weight * density
            if self.l1_weight:
                density = density + self.l1_weight * (mu - target).abs() * weight
        count = target.shape[0]
        if self.divisor == 'keypoints':
            count = count * target.shape[1]
        return self.loss_weight * density.sum(dim=(-3, -2, -1)) / count

    def _bounded_sigma(self, mu: Tensor, sigma: Tensor, target: Tensor) -> Tensor:
        """Return sigma, enlarged where it or the residual exceeds its bound.

        Clipping the residual itself would reward sigmas that vanish, by ``log sigma``.
        """
        sigma = sigma.clamp(min=self.min_sigma)
        if self.max_residual is None:
            return sigma
        return torch.maximum(sigma, (mu - target).abs() / self.max_residual)

    def negative_log_flow(self, mu: Tensor, sigma: Tensor, target: Tensor) -> Tensor:
        """Return ``log sigma - log phi``; both axes get the 2-D log-density."""
        residual = (mu - target) / sigma
        log_phi = self.flow.log_prob(residual.reshape(-1, 2))
        return sigma.log() - log_phi.view(*mu.shape[:-1], 1)

    @staticmethod
    def negative_log_laplace(mu: Tensor, sigma: Tensor, target: Tensor) -> Tensor:
        """Return ``log(sigma sqrt(2 pi)) + |target - mu| / (sqrt(2) sigma)``."""
        error = (target - mu).abs() / (math.sqrt(2) * sigma + 1e-9)
        return (sigma * math.sqrt(2 * math.pi)).log() + error
