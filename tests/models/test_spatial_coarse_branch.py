from __future__ import annotations

import math

import pytest
import torch

from poseur.models import SpatialCoarseBranch


def test_scores_decide_the_location() -> None:
    branch = SpatialCoarseBranch(in_channels=2, num_keypoints=2)
    branch.score.weight.data = torch.eye(2)[:, :, None, None] * 50
    feat = torch.zeros(1, 2, 4, 6)
    feat[0, 0, 1, 4] = feat[0, 1, 3, 0] = 1
    mu, sigma = branch(feat)
    expected = torch.tensor([[[4.5 / 6, 1.5 / 4], [0.5 / 6, 3.5 / 4]]])
    torch.testing.assert_close(mu, expected)
    assert sigma.shape == (1, 2, 2) and ((sigma > 0) & (sigma < 1)).all()


def test_sigma_neither_trains_the_features_nor_the_scores() -> None:
    branch = SpatialCoarseBranch(in_channels=3, num_keypoints=2)
    feat = torch.randn(2, 3, 4, 4, requires_grad=True)
    branch(feat).sigma.sum().backward()
    assert feat.grad is None and branch.score.weight.grad is None
    assert branch.fc_sigma.weight.grad.any()
    branch(feat).mu.sum().backward()
    assert feat.grad.any() and branch.score.weight.grad.any()


def test_sigma_from_the_spread_of_the_map() -> None:
    branch = SpatialCoarseBranch(1, 1, radius=None, sigma='spread')
    branch.score.weight.data.fill_(1.0)
    columns, rows = torch.arange(24) + 0.5, torch.arange(16) + 0.5
    x, y = (columns - 11.3) ** 2 / (2 * 1.5**2), (rows - 7.6) ** 2 / 2
    feat = -(y[:, None] + x)[None, None]
    mu, sigma = branch(feat.requires_grad_())
    expected = torch.tensor([[[11.3 / 24, 7.6 / 16]]])
    torch.testing.assert_close(mu, expected, atol=1e-4, rtol=0)
    scales = math.sqrt((2.25 + 1 / 12) / 2) / 24, math.sqrt((1 + 1 / 12) / 2) / 16
    assert sigma[0, 0].tolist() == pytest.approx(scales, rel=1e-3)
    sigma.sum().backward()
    trained = {n for n, p in branch.named_parameters() if p.grad is not None}
    assert trained == {'spread_scale.log_factor'} and feat.grad is None


def test_a_bad_kind_of_sigma_is_named() -> None:
    with pytest.raises(ValueError, match="sigma='map' must be 'features' or 'spread'"):
        SpatialCoarseBranch(2, 2, sigma='map')


def test_a_readout_of_the_config() -> None:
    readout = dict(type='UnbiasedExpectation', min_foreground=0.3)
    branch = SpatialCoarseBranch(1, 1, readout=readout)
    assert branch.readout.min_foreground == 0.3
    assert SpatialCoarseBranch(1, 1, radius=2).readout.radius == 2
    assert set(branch.state_dict()) == {
        'score.weight', 'score.bias', 'fc_sigma.weight', 'fc_sigma.bias'
    }  # fmt: skip
