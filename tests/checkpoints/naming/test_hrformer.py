from __future__ import annotations

import pytest
import torch
from torch import nn

from poseur.checkpoints.naming.hrformer import (
    convert_hrformer,
    is_original_hrformer,
    join_projections,
)
from poseur.checkpoints.naming.rename import adapt_weights

BLOCK = 'stage3.2.branches.1.0'
ATTENTION = f'{BLOCK}.attn.attn'


def original() -> dict[str, torch.Tensor]:
    """Weights of one block, k before v before q as in the released files."""
    parts = {'k': 2.0, 'v': 3.0, 'q': 1.0}
    weights = {
        f'{ATTENTION}.{part}_proj.weight': torch.full((2, 2), value)
        for part, value in parts.items()
    }
    weights |= {
        f'{ATTENTION}.{part}_proj.bias': torch.full((2,), value)
        for part, value in parts.items()
    }
    return weights | {
        f'{ATTENTION}.out_proj.bias': torch.zeros(2),
        f'{ATTENTION}.relative_position_bias_table': torch.zeros(169, 2),
        f'{BLOCK}.mlp.dw3x3.weight': torch.zeros(8, 1, 3, 3),
        f'{BLOCK}.norm1.weight': torch.ones(2),
        'classifier.bias': torch.zeros(1000),
    }


@pytest.mark.parametrize('prefix', ['', 'backbone.'])
def test_names(prefix):
    weights = {f'{prefix}{key}': value for key, value in original().items()}
    assert list(convert_hrformer(weights)) == [
        f'{prefix}{ATTENTION}.qkv.weight',
        f'{prefix}{ATTENTION}.qkv.bias',
        f'{prefix}{ATTENTION}.proj.bias',
        f'{prefix}{ATTENTION}.relative_position_bias_table',
        f'{prefix}{BLOCK}.ffn.dw3x3.weight',
        f'{prefix}{BLOCK}.norm1.weight',
        f'{prefix}classifier.bias',
    ]


def test_backbones_to_start_from_are_adapted() -> None:
    adapted = adapt_weights(original(), nn.Identity())
    assert list(adapted) == list(convert_hrformer(original()))


def test_order_of_the_projections():
    converted = convert_hrformer(original())
    expected = torch.tensor([1.0, 1, 2, 2, 3, 3])
    assert torch.equal(converted[f'{ATTENTION}.qkv.bias'], expected)
    weight = converted[f'{ATTENTION}.qkv.weight']
    assert torch.equal(weight, expected[:, None].expand(6, 2))


def test_an_incomplete_file_is_refused():
    weights = original()
    del weights[f'{ATTENTION}.v_proj.bias']
    with pytest.raises(KeyError, match='v_proj.bias is not; is the file complete'):
        join_projections(weights)


def test_only_the_original_names_are_recognized():
    weights = original()
    assert is_original_hrformer(weights)
    assert not is_original_hrformer(convert_hrformer(weights))
    vit = {'blocks.0.mlp.fc1.bias': torch.zeros(1)}
    assert not is_original_hrformer(vit)
    assert convert_hrformer(vit).keys() == vit.keys()
