from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from poseur.models import (
    KeypointQueries,
    KeypointRefinement,
    Memory,
    QueryDecoder,
    QueryDecoderLayer,
)
from tests.helpers.naive_attention import random_memory

NUM_KEYPOINTS, DIMS = 4, 16


def layer_config(**kwargs) -> dict:
    attention = dict(type='EMSDA', num_heads=2, num_points=2, dropout=0.0)
    config = dict(num_heads=2, ffn_channels=24, dropout=0.0, cross_attention=attention)
    return dict(type='QueryDecoderLayer') | config | kwargs


def decoder(num_layers: int = 3, layer: dict | None = None, **kwargs) -> QueryDecoder:
    layer = layer_config(**(layer or {}))
    return QueryDecoder(DIMS, 2, layer, num_layers, **kwargs).double()


def inputs(groups: int = 1) -> tuple[KeypointQueries, Memory]:
    content = torch.randn(2, groups * NUM_KEYPOINTS, DIMS, dtype=torch.float64)
    reference = 1.4 * torch.rand(*content.shape[:2], 2).double() - 0.2
    position = torch.randn(NUM_KEYPOINTS, DIMS, dtype=torch.float64)
    queries = KeypointQueries(content, position, reference)
    return queries, random_memory(2, channels=DIMS)


def with_new_points(queries: KeypointQueries, changed: slice) -> KeypointQueries:
    content, reference = queries.content.clone(), queries.reference.clone()
    content[:, changed] = torch.randn_like(content[:, changed])
    reference[:, changed] = torch.rand_like(reference[:, changed])
    return KeypointQueries(content, queries.position, reference)


def test_shapes():
    queries, memory = inputs(groups=3)
    output = decoder()(queries, memory)
    assert output.keypoints.mu.shape == output.keypoints.sigma.shape == (3, 2, 12, 2)
    assert output.references.shape == (4, 2, 12, 2)
    assert output.hidden.shape == (3, 2, 12, DIMS)


def test_noisy_groups_do_not_touch_the_first():
    model, (queries, memory) = decoder(), inputs(groups=3)
    other = with_new_points(queries, slice(NUM_KEYPOINTS, None))
    alone = KeypointQueries(
        queries.content[:, :NUM_KEYPOINTS],
        queries.position,
        queries.reference[:, :NUM_KEYPOINTS],
    )
    first = model(queries, memory).keypoints.mu[:, :, :NUM_KEYPOINTS]
    for changed in (other, alone):
        again = model(changed, memory).keypoints.mu[:, :, :NUM_KEYPOINTS]
        torch.testing.assert_close(first, again, rtol=0, atol=1e-12)


@pytest.mark.parametrize('self_attention', [True, False])
def test_keypoints_see_each_other_by_self_attention_only(self_attention):
    model = decoder(layer=dict(self_attention=self_attention))
    queries, memory = inputs()
    other = with_new_points(queries, slice(0, 1))
    change = model(queries, memory).keypoints.mu - model(other, memory).keypoints.mu
    assert (change[:, :, 1:].abs().max() > 1e-6) == self_attention
    assert change[:, :, 0].abs().max() > 1e-3


def explicit_self_attention(
    attention: nn.MultiheadAttention, located: Tensor, content: Tensor
) -> Tensor:
    """Compute attention of two heads ``[B, K, C]``, with values without position."""
    weights = attention.in_proj_weight.chunk(3)
    biases = attention.in_proj_bias.chunk(3)
    query, key, value = (
        (source @ weight.T + bias).unflatten(-1, (2, -1)).transpose(1, 2)
        for source, weight, bias in zip(
            (located, located, content), weights, biases, strict=True
        )
    )
    scores = query @ key.mT / math.sqrt(DIMS / 2)
    attended = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
    return attention.out_proj(attended)


def test_one_layer_step_by_step():
    layer = decoder(num_layers=1).layers[0]
    for norm in (m for m in layer.modules() if isinstance(m, nn.LayerNorm)):
        nn.init.normal_(norm.weight)
        nn.init.normal_(norm.bias)
    queries, memory = inputs()
    content, position, reference = queries
    out = layer(content, position, reference, memory, NUM_KEYPOINTS)

    attended = explicit_self_attention(
        layer.self_attention.attention, content + position, content
    )
    hidden = layer.self_attention_norm(content + attended)
    attended = layer.cross_attention(hidden, position, reference, memory)
    hidden = layer.cross_attention_norm(hidden + attended)
    wide = (hidden @ layer.ffn[0].weight.T + layer.ffn[0].bias).clamp(min=0)
    narrow = wide @ layer.ffn[3].weight.T + layer.ffn[3].bias
    torch.testing.assert_close(out, layer.ffn_norm(hidden + narrow))


def test_layers_sample_around_the_references_before_them():
    model, (queries, memory) = decoder(), inputs()
    output = model(queries, memory)
    content, position, reference = queries
    assert torch.equal(output.references[0], reference.clamp(0, 1))
    # Layer 0 samples around the proposals as they are, also outside the crop.
    for index, around in enumerate((reference, *output.references[1:3])):
        content = model.layers[index](content, position, around, memory, NUM_KEYPOINTS)
        torch.testing.assert_close(output.hidden[index], content)
        refined, predicted = model.refinements[index](content, output.references[index])
        torch.testing.assert_close(output.references[index + 1], refined)
        torch.testing.assert_close(output.keypoints.mu[index], predicted.mu)
        torch.testing.assert_close(output.keypoints.sigma[index], predicted.sigma)


@pytest.mark.parametrize('detach', [True, False])
def test_gradient_between_layers(detach):
    model, (queries, memory) = decoder(detach_references=detach), inputs()
    model(queries, memory).keypoints.mu[-1].square().sum().backward()
    reached = [
        bool(refinement.coord[0].weight.grad.any()) for refinement in model.refinements
    ]
    assert reached == [not detach, not detach, True]


def test_shared_weights_are_one_layer_used_again():
    shared, separate = decoder(share_weights=True), decoder()
    assert len(shared.layers) == len(shared.refinements) == 1
    sizes = [sum(p.numel() for p in m.parameters()) for m in (shared, separate)]
    assert 3 * sizes[0] == sizes[1]
    for parts in (separate.layers, separate.refinements):
        for part in parts:
            source = shared.layers if parts is separate.layers else shared.refinements
            part.load_state_dict(source[0].state_dict())
    queries, memory = inputs()
    ours, theirs = shared(queries, memory), separate(queries, memory)
    assert torch.equal(ours.keypoints.mu, theirs.keypoints.mu)
    assert not torch.isclose(ours.hidden[0], ours.hidden[2]).all()


def test_without_delta_predictions_are_the_references():
    model, (queries, memory) = decoder(with_delta=False), inputs()
    output = model(queries, memory)
    assert torch.equal(output.keypoints.mu, output.references[1:])


def test_default_layer_has_the_official_size():
    layer = QueryDecoderLayer(256, 4, cross_attention=dict(type='EMSDA'))
    assert sum(p.numel() for p in layer.parameters()) == 1_020_544
    assert layer.self_attention.attention.num_heads == 8
    assert layer.self_attention.attention.dropout == 0.1
    config = dict(type='QueryDecoderLayer', cross_attention=dict(type='EMSDA'))
    model = QueryDecoder(256, 4, config, num_layers=2)
    assert sum(p.numel() for p in model.parameters()) == 2 * 1_416_838


class Constant(nn.Module):
    """A part of a layer whose output is a constant."""

    def __init__(self, value: Tensor) -> None:
        super().__init__()
        self.value = value

    def forward(self, query: Tensor, *_: object) -> Tensor:
        return self.value.expand_as(query)


ZERO = torch.zeros(DIMS, dtype=torch.float64)


@pytest.mark.parametrize(
    ('name', 'part', 'constant'),
    [
        ('self_attention.dropout', 'self_attention', lambda layer: ZERO),
        (
            'self_attention.attention',
            'self_attention',
            lambda layer: layer.self_attention.attention.out_proj.bias,
        ),
        ('cross_attention.dropout', 'cross_attention', lambda layer: ZERO),
        ('ffn.2', 'ffn', lambda layer: layer.ffn[3].bias),
        ('ffn.4', 'ffn', lambda layer: ZERO),
    ],
)
def test_every_dropout_silences_its_part(name, part, constant):
    """Dropping everything leaves zeros, or the bias of the layer that follows."""
    layer = decoder(num_layers=1).layers[0]
    assert layer.training
    for linear in (layer.ffn[3], layer.self_attention.attention.out_proj):
        nn.init.normal_(linear.bias)
    (content, position, reference), memory = inputs()
    whole = layer(content, position, reference, memory, NUM_KEYPOINTS)
    dropout = layer.get_submodule(name)
    setattr(dropout, 'p' if isinstance(dropout, nn.Dropout) else 'dropout', 1.0)
    silent = layer(content, position, reference, memory, NUM_KEYPOINTS)
    setattr(layer, part, Constant(constant(layer)))
    expected = layer(content, position, reference, memory, NUM_KEYPOINTS)
    torch.testing.assert_close(silent, expected)
    assert (silent - whole).abs().max() > 1e-3


def test_the_rate_of_dropout_reaches_every_part():
    config = dict(type='EMSDA', dropout=0.3)
    layer = QueryDecoderLayer(256, 4, cross_attention=config, dropout=0.2)
    rates = {
        name: module.p
        for name, module in layer.named_modules()
        if isinstance(module, nn.Dropout)
    }
    assert layer.self_attention.attention.dropout == 0.2
    assert rates == {
        'self_attention.dropout': 0.2,
        'cross_attention.dropout': 0.3,
        'ffn.2': 0.2,
        'ffn.4': 0.2,
    }


def test_weights_start_as_xavier_says():
    """The largest of thousands of uniform weights is just below the bound."""
    layer = QueryDecoderLayer(64, 4, cross_attention=dict(type='EMSDA'))
    linears = (
        layer.self_attention.attention.out_proj,
        layer.cross_attention.output_proj,
        layer.ffn[0],
        layer.ffn[3],
    )
    for linear in linears:
        bound = (6 / sum(linear.weight.shape)) ** 0.5
        assert 0.98 * bound < linear.weight.detach().abs().max() <= bound


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


def test_number_of_parameters_of_the_refinement():
    assert sum(p.numel() for p in KeypointRefinement(256).parameters()) == 396_294
