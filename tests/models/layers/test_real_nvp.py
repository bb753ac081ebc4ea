from __future__ import annotations

import math

import pytest
import torch

from poseur.models import PoseurRealNVP


@pytest.fixture
def flow() -> PoseurRealNVP:
    """Build a flow in float64 that is far from the identity, with its prior at 0.5."""
    flow = PoseurRealNVP(hidden_channels=16, weight_gain=0.8).double()
    return flow.requires_grad_(False)


def test_the_two_maps_are_inverse(flow):
    z = 2 * torch.randn(200, 2, dtype=torch.float64)
    x = flow.to_data(z)
    assert (x - z).abs().max() > 0.5
    back, _ = flow.to_prior(x)
    torch.testing.assert_close(back, z, rtol=0, atol=1e-10)


def test_log_determinant_is_that_of_the_jacobian(flow):
    x = torch.randn(20, 2, dtype=torch.float64)
    _, log_det = flow.to_prior(x)
    assert log_det.abs().max() > 0.1
    for point, ours in zip(x, log_det, strict=True):
        jacobian = torch.autograd.functional.jacobian(
            lambda p: flow.to_prior(p[None])[0][0], point
        )
        torch.testing.assert_close(ours, torch.linalg.slogdet(jacobian).logabsdet)


def test_the_density_is_that_of_the_samples(flow):
    grid = torch.linspace(-12, 12, 301, dtype=torch.float64)
    points = torch.cartesian_prod(grid, grid)
    density = flow.log_prob(points).exp() * (grid[1] - grid[0]) ** 2
    assert float(density.sum()) == pytest.approx(1, abs=1e-3)
    samples = flow.to_data(torch.randn(20_000, 2, dtype=torch.float64) + 0.5)
    expected = (density[:, None] * points).sum(0)
    torch.testing.assert_close(samples.mean(0), expected, rtol=0, atol=0.05)


@pytest.mark.parametrize('prior_mean', [0.0, 0.5])
def test_a_flow_that_moves_nothing_has_the_density_of_its_prior(prior_mean):
    flow = PoseurRealNVP(prior_mean=prior_mean).requires_grad_(False)
    for parameter in flow.parameters():
        parameter.zero_()
    x = torch.tensor([[0.0, 0.0], [0.5, 0.5], [-1.0, 2.0]])
    squares = ((x - prior_mean) ** 2).sum(1)
    expected = -squares / 2 - math.log(2 * math.pi)
    torch.testing.assert_close(flow.log_prob(x), expected)


def test_couplings_keep_one_axis_each_in_turns():
    flow = PoseurRealNVP(num_couplings=4)
    assert flow.mask.tolist() == [[0, 1], [1, 0], [0, 1], [1, 0]]
    x = torch.randn(5, 2)
    first = PoseurRealNVP(num_couplings=1)
    assert torch.equal(first.to_prior(x)[0][:, 1], x[:, 1])
    assert not torch.isclose(first.to_prior(x)[0][:, 0], x[:, 0]).any()


def test_samples_pass_the_first_coupling_first():
    flow = PoseurRealNVP(num_couplings=2).double().requires_grad_(False)
    a, b = 0.7, -1.2
    kept = torch.tensor([[0.0, b]]).double()
    x = a * flow.scale_nets[0](kept)[0, 0].exp() + flow.shift_nets[0](kept)[0, 0]
    kept = torch.stack([x, torch.zeros_like(x)])[None]
    y = b * flow.scale_nets[1](kept)[0, 1].exp() + flow.shift_nets[1](kept)[0, 1]
    ours = flow.to_data(torch.tensor([[a, b]]).double())
    torch.testing.assert_close(ours, torch.stack([x, y])[None])


def test_networks_of_a_coupling():
    flow = PoseurRealNVP(num_couplings=1, hidden_channels=8).requires_grad_(False)
    point = torch.tensor([0.0, -1.5])
    outputs = []
    for net in (flow.scale_nets[0], flow.shift_nets[0]):
        hidden = point
        for layer in (net[0], net[2], net[4]):
            hidden = layer.weight @ hidden + layer.bias
            if layer is not net[4]:
                hidden = torch.where(hidden < 0, 0.01 * hidden, hidden)  # leaky ReLU
        outputs.append(hidden[0])
    log_scale, shift = outputs[0].tanh(), outputs[1]
    ours = flow.to_data(torch.tensor([[0.8, -1.5]]))[0]
    expected = torch.stack([0.8 * log_scale.exp() + shift, torch.tensor(-1.5)])
    torch.testing.assert_close(ours, expected)


def test_initial_weights():
    plain = PoseurRealNVP(hidden_channels=64)
    middle = plain.scale_nets[0][2].weight  # 64 x 64, torch: U(+-1/sqrt(64))
    assert 0.12 < middle.detach().abs().max() <= 0.125
    tiny = PoseurRealNVP(weight_gain=0.01)
    bound = 0.01 * math.sqrt(6 / 128)
    assert 0.9 * bound < tiny.scale_nets[0][2].weight.detach().abs().max() <= bound


def test_number_of_parameters():
    flow = PoseurRealNVP()
    assert 2 * sum(p.numel() for p in flow.parameters()) == 107_568
    names = {name.split('.')[0] for name in flow.state_dict()}
    assert names == {'scale_nets', 'shift_nets', 'mask'}
