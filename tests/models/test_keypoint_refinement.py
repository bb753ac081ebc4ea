from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from poseur.models import KeypointRefinement


def three_linears(layers: nn.Sequential, hidden: Tensor, relu: bool) -> Tensor:
    linears = [layer for layer in layers if isinstance(layer, nn.Linear)]
    assert len(linears) == 3
    for index, linear in enumerate(linears):
        hidden = hidden @ linear.weight.T + linear.bias
        hidden = hidden.clamp(min=0) if relu and index < 2 else hidden
    return hidden


def test_reference_location_and_scale_by_formula():
    refine = KeypointRefinement(embed_dims=8).double()
    hidden = torch.randn(2, 5, 8, dtype=torch.float64)
    reference = 0.1 + 0.8 * torch.rand(2, 5, 2).double()
    refined, predicted = refine(hidden, reference)

    logit = (reference / (1 - reference)).log()
    step = three_linears(refine.coord, hidden, relu=True)
    torch.testing.assert_close(refined, 1 / (1 + (-logit - step).exp()))
    delta = three_linears(refine.delta, hidden, relu=True)
    torch.testing.assert_close(predicted.mu, refined + delta)
    scale = three_linears(refine.sigma, hidden, relu=False)
    torch.testing.assert_close(predicted.sigma, 1 / (1 + (-scale).exp()))


def test_references_on_the_border_start_at_1e_5():
    refine = KeypointRefinement(embed_dims=8)
    nn.init.zeros_(refine.coord[-1].weight)
    nn.init.zeros_(refine.coord[-1].bias)
    border = torch.tensor([[[0.0, 1.0]]])
    refined, _ = refine(torch.randn(1, 1, 8), border)
    torch.testing.assert_close(refined, torch.tensor([[[1e-5, 1 - 1e-5]]]))


def test_without_delta_the_prediction_is_the_next_reference():
    refine = KeypointRefinement(embed_dims=8, with_delta=False)
    refined, predicted = refine(10 * torch.randn(2, 50, 8), torch.rand(2, 50, 2))
    assert predicted.mu is refined
    assert (refined > 0).all() and (refined < 1).all()
    assert not any(name.startswith('delta') for name in refine.state_dict())


def test_with_delta_predictions_leave_the_crop_but_references_do_not():
    refine = KeypointRefinement(embed_dims=8)
    refine.delta[-1].bias.data[:] = torch.tensor([0.7, -0.8])
    refined, predicted = refine(torch.randn(2, 5, 8), torch.full((2, 5, 2), 0.5))
    assert (predicted.mu[..., 0] > 1).any() and (predicted.mu[..., 1] < 0).any()
    assert (refined > 0).all() and (refined < 1).all()


def test_scales_start_nearly_equal():
    refine = KeypointRefinement(embed_dims=256)
    bound = 0.01 * (6 / (256 + 2)) ** 0.5
    assert 0.9 * bound < refine.sigma[-1].weight.detach().abs().max() <= bound
    with torch.no_grad():
        sigma = refine(torch.randn(4, 17, 256), torch.rand(4, 17, 2))[1].sigma
    assert sigma.std(dim=(0, 1)).max() < 0.002
    assert float(sigma.mean()) == pytest.approx(0.5, abs=0.02)


def test_number_of_parameters():
    assert sum(p.numel() for p in KeypointRefinement(256).parameters()) == 396_294
