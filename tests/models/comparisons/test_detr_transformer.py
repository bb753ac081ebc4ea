"""Layers against PyTorch's own, which have no positions."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from poseur.models.comparisons.detr_transformer import (
    DecoderLayer,
    DetrTransformer,
    EncoderLayer,
)
from poseur.models.layers import map_encoding

SIZES = dict(embed_dims=16, num_heads=2, ffn_channels=24, dropout=0.0)


def copy_layer(ours: nn.Module, theirs: nn.Module) -> None:
    """Give PyTorch's layer the weights of ours."""
    names = dict(
        self_attention='self_attn',
        self_attention_norm='norm1',
        cross_attention='multihead_attn',
        cross_attention_norm='norm2',
    )
    last = 'norm3' if hasattr(theirs, 'norm3') else 'norm2'
    names |= {'ffn.0': 'linear1', 'ffn.3': 'linear2', 'ffn_norm': last}
    for mine, other in names.items():
        if hasattr(ours, mine.split('.')[0]):
            module = ours.get_submodule(mine)
            theirs.get_submodule(other).load_state_dict(module.state_dict())


def perturb(module: nn.Module) -> nn.Module:
    torch.manual_seed(0)
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.3)
    return module


def test_encoder_layer_without_positions():
    ours = perturb(EncoderLayer(**SIZES))
    theirs = nn.TransformerEncoderLayer(16, 2, 24, 0.0, batch_first=True)
    copy_layer(ours, theirs)
    tokens = torch.randn(3, 7, 16)
    torch.testing.assert_close(ours(tokens, torch.zeros(7, 16)), theirs(tokens))


def test_decoder_layer_without_positions():
    ours = perturb(DecoderLayer(**SIZES))
    theirs = nn.TransformerDecoderLayer(16, 2, 24, 0.0, batch_first=True)
    copy_layer(ours, theirs)
    content, memory = torch.randn(3, 4, 16), torch.randn(3, 7, 16)
    found = ours(content, torch.zeros(4, 16), memory, memory)
    torch.testing.assert_close(found, theirs(content, memory))


def test_every_layer_shares_the_last_norm():
    transformer = perturb(DetrTransformer(16, 2, 2, 24))
    arguments = torch.randn(3, 6, 16), torch.randn(6, 16), torch.randn(4, 16)
    hidden = transformer(*arguments)
    assert hidden.shape == (2, 3, 4, 16)
    norm = transformer.decoder_norm
    plain = (hidden - norm.bias) / norm.weight
    torch.testing.assert_close(plain.mean(-1), torch.zeros(2, 3, 4), atol=1e-5, rtol=0)
    assert (hidden[0] - hidden[1]).abs().max() > 0.1


def test_queries_start_as_positions_without_content():
    """Their values are all equal in the first layer, which therefore has no choice."""
    transformer = perturb(DetrTransformer(16, 1, 2, 24))
    arguments = torch.randn(3, 6, 16), torch.randn(6, 16), torch.randn(4, 16)
    before = transformer(*arguments)
    layer = transformer.decoder[0]
    nn.init.normal_(layer.self_attention.in_proj_weight)
    torch.testing.assert_close(transformer(*arguments), before)
    nn.init.normal_(layer.cross_attention.in_proj_weight)
    assert (transformer(*arguments) - before).abs().max() > 0.1


def test_positions_count_from_one():
    position = map_encoding(3, 5, 8, torch.zeros(1), offset=1.0)
    assert position.shape == (3, 5, 8)
    y, x = 2 * math.pi * 2 / 3, 2 * math.pi * 4 / 5
    expected = [f(angle / slow) for angle in (y, x) for slow in (1, 100)
                for f in (math.sin, math.cos)]  # fmt: skip
    assert position[1, 3].tolist() == pytest.approx(expected, abs=1e-5)
