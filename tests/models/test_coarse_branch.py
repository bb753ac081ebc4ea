from __future__ import annotations

import pytest
import torch

from poseur.models import CoarseBranch


def test_by_formula():
    branch = CoarseBranch(in_channels=6, num_keypoints=3).double()
    feat = torch.randn(2, 6, 4, 3, dtype=torch.float64)
    proposal = branch(feat)
    assert proposal.mu.shape == proposal.sigma.shape == (2, 3, 2)
    for image in range(2):
        pooled = feat[image].flatten(1).mean(1)
        length = (pooled**2).sum().sqrt()
        for keypoint in range(3):
            for axis in range(2):
                row = 2 * keypoint + axis
                mu = branch.fc_mu.weight[row] @ pooled / length + branch.fc_mu.bias[row]
                torch.testing.assert_close(proposal.mu[image, keypoint, axis], mu)
                logit = branch.fc_sigma.weight[row] @ pooled + branch.fc_sigma.bias[row]
                sigma = 1 / (1 + (-logit).exp())
                torch.testing.assert_close(proposal.sigma[image, keypoint, axis], sigma)


def test_only_sigma_depends_on_the_length_of_the_features():
    branch, feat = CoarseBranch(6, 3), torch.randn(2, 6, 4, 3)
    short, long = branch(feat), branch(5 * feat)
    torch.testing.assert_close(short.mu, long.mu)
    assert (short.sigma - long.sigma).abs().min() > 1e-3


def test_gradients_pass_through_the_norm():
    branch = CoarseBranch(6, 3).double()
    feat = torch.randn(2, 6, 2, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(branch, feat)
    mu = branch(feat).mu.sum()
    (grad,) = torch.autograd.grad(mu, feat)
    along = (grad * feat.detach().mean((2, 3), keepdim=True)).sum((1, 2, 3))
    torch.testing.assert_close(along, torch.zeros_like(along))  # length does not count


def test_proposals_may_leave_the_crop_and_scales_may_not():
    branch = CoarseBranch(6, 3)
    branch.fc_mu.bias.data[:] = torch.tensor([-5.0, 5.0, 0.5, 0.5, 0.5, 0.5])
    proposal = branch(100 * torch.randn(2, 6, 4, 3))
    assert (proposal.mu[:, 0, 0] < 0).all() and (proposal.mu[:, 0, 1] > 1).all()
    assert (proposal.sigma >= 0).all() and (proposal.sigma <= 1).all()


@pytest.mark.parametrize('bias_init', [0.5, 0.25])
def test_chosen_start(bias_init):
    branch = CoarseBranch(64, 17, bias_init=bias_init)
    assert torch.equal(branch.fc_mu.bias, torch.full((34,), bias_init))
    assert branch.fc_sigma.bias.abs().max() > 0


def test_official_start_is_near_the_corner():
    branch = CoarseBranch(256, 17, bias_init=None)
    bias = branch.fc_mu.bias.detach()
    assert 0.9 / 16 < bias.abs().max() <= 1 / 16  # torch: U(+-1/sqrt(256))
    bound = (6 / (256 + 34)) ** 0.5
    assert 0.99 * bound < branch.fc_mu.weight.detach().abs().max() <= bound


def test_a_map_of_zeros_gives_the_bias():
    branch = CoarseBranch(6, 3)
    feat = torch.zeros(1, 6, 2, 2, requires_grad=True)
    proposal = branch(feat)
    assert torch.equal(proposal.mu, torch.full((1, 3, 2), 0.5))
    proposal.mu.sum().backward()
    assert feat.grad.isfinite().all()


def test_small_weights_start_every_scale_near_one_half():
    torch.manual_seed(0)
    feat = 15 * torch.randn(8, 64, 1, 1)
    official, small = CoarseBranch(64, 17), CoarseBranch(64, 17, sigma_std=0.01)
    assert official(feat).sigma.min() < 1e-6  # an error is millions of sigmas
    assert small(feat).sigma.min() > 0.01 and small(feat).sigma.max() < 0.99
    assert small.fc_sigma.weight.std().item() == pytest.approx(0.01, rel=0.1)
