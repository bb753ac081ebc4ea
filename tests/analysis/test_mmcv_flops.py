"""The paper's counter against numbers worked out by hand, and against mmcv."""

from __future__ import annotations

import pytest
import torch
from mmcv.cnn import get_model_complexity_info
from mmpose.models.backbones.hrformer import WindowMSA
from torch import nn

from poseur.analysis.mmcv_flops import count_modules, to_official_counts
from poseur.models import EMSDA, MSDA, KeypointRefinement, Memory


def operations(module: nn.Module, *arguments) -> dict[str, int]:
    with torch.no_grad(), count_modules(module) as counts:
        module(*arguments)
    return counts


@pytest.mark.parametrize(
    ('module', 'shape', 'expected'),
    [
        (nn.Conv2d(3, 8, 3, stride=2, padding=1), (1, 3, 8, 6), (9 * 3 + 1) * 8 * 12),
        (nn.ConvTranspose2d(4, 6, 4, 2, 1, bias=False), (1, 4, 3, 2), 4 * 6 * 16 * 6),
        (nn.Linear(5, 7), (1, 3, 5), 3 * 5 * 7),  # without the bias
        (nn.BatchNorm2d(3).eval(), (1, 3, 4, 4), 2 * 48),
        (nn.LayerNorm(3, elementwise_affine=False), (1, 4, 3), 12),
        (nn.ReLU(), (1, 3, 4, 4), 48),
        (nn.MaxPool2d(2), (1, 3, 4, 4), 48),
        (nn.Upsample(scale_factor=2), (1, 3, 4, 4), 4 * 48),
        (nn.GELU(), (1, 3, 4, 4), None),
    ],
)
def test_layers(module, shape, expected):
    counts = operations(module, torch.randn(shape))
    assert counts == ({} if expected is None else {'': expected})


def test_attention_is_missed():
    attention = nn.MultiheadAttention(8, num_heads=2).eval()
    tokens = torch.randn(5, 1, 8)
    assert operations(attention, tokens, tokens, tokens) == {}


@pytest.mark.parametrize(('kind', 'projected'), [(EMSDA, 0), (MSDA, 6)])
def test_deformable_attention_without_sampling(kind, projected):
    memory = Memory(torch.randn(1, 6, 16), ((3, 2),))
    query, reference = torch.randn(1, 5, 16), torch.rand(1, 5, 2)
    counts = operations(kind(16, 2, 1, 3).eval(), query, query, reference, memory)
    linears = 5 * 16 * (3 * 2 * 3) + 5 * 16 * 16  # offsets and weights, output
    assert sum(counts.values()) == linears + projected * 16 * 16


def test_a_module_called_twice_counts_twice():
    linear = nn.Linear(4, 4)
    counts = operations(nn.Sequential(linear, linear), torch.randn(1, 4))
    assert counts == {'0': 2 * 16}


def test_equals_mmcv_and_leaves_no_trace():
    model = nn.Sequential(
        nn.Conv2d(3, 8, 3),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(8, 5),
    ).eval()
    names = set(dir(model[0]))
    counts = operations(model, torch.randn(1, 3, 9, 7))
    assert set(dir(model[0])) == names and not model[0]._forward_hooks
    expected, _ = get_model_complexity_info(model, (3, 9, 7), False, False)
    assert sum(counts.values()) == expected > 0


def test_official_decoders_evaluate_the_coordinates_twice():
    refinement = KeypointRefinement(16)
    counts = operations(refinement, torch.randn(1, 5, 16), torch.rand(1, 5, 2))
    linears = 5 * (16 * 16 + 16 * 16 + 16 * 2)
    activations = 5 * (16 + 16)
    assert sum(counts.values()) == 3 * linears + 2 * activations
    official = to_official_counts(refinement, counts)
    assert sum(official.values()) == 4 * linears + 3 * activations


def test_official_windows_hide_their_output_projection():
    windows = WindowMSA(8, 2, (2, 2), with_rpe=False)
    counts = operations(windows, torch.randn(3, 4, 8))
    assert counts == {'qkv': 12 * 8 * 24, 'proj': 12 * 8 * 8}
    assert to_official_counts(windows, counts) == {'qkv': 12 * 8 * 24, 'proj': 0}
    inside = nn.ModuleDict({'proj': nn.Linear(2, 2), 'windows': windows})
    prefixed = {f'windows.{name}': count for name, count in counts.items()}
    official = to_official_counts(inside, prefixed | {'proj': 4})
    assert official == {'windows.qkv': 12 * 8 * 24, 'windows.proj': 0, 'proj': 4}
