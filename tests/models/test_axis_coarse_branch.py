from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional as F

from poseur.models import AxisCoarseBranch, DenseSupervision

SIZE = (24, 16)  # width, height


def identity_branch(num_keypoints: int, **options) -> AxisCoarseBranch:
    """A branch whose score maps are its input."""
    branch = AxisCoarseBranch(num_keypoints, num_keypoints, SIZE, **options)
    branch.score.weight.data = torch.eye(num_keypoints)[:, :, None, None]
    branch.score.bias.data.zero_()
    return branch


def gaussian_scores(x: float, y: float, deviation: float) -> torch.Tensor:
    """Log-density ``[H, W]``; location and deviation in cells."""
    columns, rows = (torch.arange(size) + 0.5 for size in SIZE)
    squared = (rows[:, None] - y) ** 2 + (columns - x) ** 2
    return -squared / (2 * deviation**2)


def test_bins_start_as_interpolated_marginals() -> None:
    feat = torch.randn(2, 3, 16, 24)
    scores = identity_branch(3, split_ratio=2).bin_scores(feat)
    joint = feat.flatten(2).softmax(-1).unflatten(-1, (16, 24))
    for along, marginal in zip(scores, (joint.sum(-2), joint.sum(-1)), strict=True):
        log_marginal = F.interpolate(marginal.log(), scale_factor=2, mode='linear')
        torch.testing.assert_close(along.softmax(-1), log_marginal.softmax(-1))


@pytest.mark.parametrize(
    'options',
    [
        {},
        dict(radius=40),
        dict(readout=dict(type='UnbiasedExpectation')),
        dict(readout=dict(type='GaussianExpectation', deviation=80.0)),
    ],
)
def test_location_and_scale_of_a_gaussian(options: dict) -> None:
    feat = torch.stack(
        [gaussian_scores(9.3, 7.9, 1.0), gaussian_scores(15.75, 5.6, 0.8)]
    )
    mu, sigma = identity_branch(2, split_ratio=8, **options)(feat[None])
    expected = torch.tensor([[[9.3, 7.9], [15.75, 5.6]]]) / torch.tensor(SIZE)
    torch.testing.assert_close(mu.detach(), expected, atol=2e-3, rtol=0)
    scales = math.sqrt(0.5) * torch.tensor([[[1.0], [0.8]]]) / torch.tensor(SIZE)
    # Linear interpolation of the log-density widens it.
    torch.testing.assert_close(sigma.detach(), scales, atol=0, rtol=0.15)


def test_the_losses_of_both_axes_are_the_loss_of_the_product() -> None:
    branch = AxisCoarseBranch(4, 3, SIZE, split_ratio=3, deviation=0.4)
    feat = 20 * torch.randn(2, 4, 16, 24)
    target, weight = torch.rand(2, 3, 2), torch.tensor([[1.0, 0, 1], [1, 1, 1]])
    supervision = DenseSupervision(4, 3, levels=(), loss_weight=2.0)
    x, y = branch.supervised_scores(feat)
    assert x.scores.shape == (2, 3, 1, 72) and y.scores.shape == (2, 3, 48, 1)
    assert x.deviation == y.deviation == pytest.approx(3 * 0.4)
    losses = [
        supervision.loss(scores, target, weight, deviation)
        for scores, deviation in (x, y)
    ]
    product = DenseSupervision(4, 3, levels=(), deviation=1.2, loss_weight=2.0)
    expected = product.loss(x.scores + y.scores, target, weight)
    torch.testing.assert_close(sum(losses), expected)


def test_dense_supervision_teaches_locations_between_cells() -> None:
    torch.manual_seed(0)
    branch, supervision = AxisCoarseBranch(32, 4, (6, 8)), DenseSupervision(32, 4, ())
    feat, target = torch.randn(1, 32, 8, 6), 0.2 + 0.6 * torch.rand(1, 4, 2)
    optimizer = torch.optim.Adam(branch.parameters(), lr=0.02)
    for _ in range(100):
        loss = sum(
            supervision.loss(scores, target, torch.ones(1, 4), deviation)
            for scores, deviation in branch.supervised_scores(feat)
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    error = (branch(feat).mu - target).abs() * torch.tensor([6, 8])
    assert error.max() < 0.1  # cells


def test_sigma_trains_nothing_but_its_factors() -> None:
    branch = AxisCoarseBranch(3, 2, SIZE)
    feat = torch.randn(2, 3, 16, 24, requires_grad=True)
    branch(feat).sigma.sum().backward()
    trained = {n for n, p in branch.named_parameters() if p.grad is not None}
    assert trained == {'spread_scale.log_factor'} and feat.grad is None
    branch(feat).mu.sum().backward()
    assert feat.grad.any()
    assert all(p.grad is not None for p in branch.parameters())


def test_another_map_size_is_named() -> None:
    with pytest.raises(ValueError, match=r'set coarse_branch.map_size to \(16, 24\)'):
        AxisCoarseBranch(3, 2, SIZE)(torch.zeros(1, 3, 24, 16))


def test_bad_values_are_named() -> None:
    with pytest.raises(ValueError, match='split_ratio=0 must be 1 or above'):
        AxisCoarseBranch(3, 2, SIZE, split_ratio=0)
    with pytest.raises(ValueError, match='deviation=0.0 must be above 0'):
        AxisCoarseBranch(3, 2, SIZE, deviation=0.0)
