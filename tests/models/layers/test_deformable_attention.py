"""What EMSDA and MSDA share: initial values, and the work that differs."""

from __future__ import annotations

import math

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from poseur.models import EMSDA, MSDA, Memory


@pytest.mark.parametrize('num_heads', [1, 4, 8])
def test_offsets_start_on_rings(num_heads):
    attention = EMSDA(embed_dims=16, num_heads=num_heads, num_levels=2, num_points=3)
    rings = attention.sampling_offsets.bias.reshape(num_heads, 2, 3, 2)
    for head in range(num_heads):
        angle = 2 * math.pi * head / num_heads
        largest = max(abs(math.cos(angle)), abs(math.sin(angle)))
        direction = torch.tensor([math.cos(angle), math.sin(angle)]) / largest
        for point in range(3):
            for level in range(2):
                torch.testing.assert_close(
                    rings[head, level, point], direction * (point + 1)
                )


def test_initial_weights():
    torch.manual_seed(0)
    released = EMSDA(embed_dims=64, num_heads=8)
    bounds = {  # of xavier-uniform, sqrt(6 / (inputs + outputs))
        'sampling_offsets.weight': math.sqrt(6 / (64 + 256)),
        'attention_weights.weight': math.sqrt(6 / (64 + 128)),
        'output_proj.weight': math.sqrt(6 / (64 + 64)),
        'value_proj_weight': math.sqrt(6 / (8 * 64 + 8)),  # one [M*C, C/M] matrix
    }
    for name, bound in bounds.items():
        assert 0.99 * bound < released.get_parameter(name).abs().max() <= bound, name
    bound = math.sqrt(6 / (8 + 8))
    assert 0.9 * bound < released.value_proj_bias.abs().max() <= bound
    assert not released.attention_weights.bias.any()

    zeroed = EMSDA(embed_dims=64, num_heads=8, zero_init=True)
    assert not zeroed.sampling_offsets.weight.any()
    assert not zeroed.attention_weights.weight.any()
    assert torch.equal(zeroed.sampling_offsets.bias, released.sampling_offsets.bias)
    assert zeroed.value_proj_weight.any()


@pytest.mark.parametrize('module', [EMSDA, MSDA])
def test_channels_must_divide_by_heads(module):
    with pytest.raises(ValueError, match='embed_dims=10 .* num_heads=4'):
        module(embed_dims=10, num_heads=4)


class CountWrites(TorchDispatchMode):
    """Counts the elements of all new tensors, views left out."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        outputs = result if isinstance(result, (tuple, list)) else [result]
        sources = {a.untyped_storage().data_ptr() for a in args if torch.is_tensor(a)}
        self.elements += sum(
            output.numel()
            for output in outputs
            if torch.is_tensor(output)
            and output.untyped_storage().data_ptr() not in sources
        )
        return result


@pytest.mark.parametrize(('module', 'grows'), [(EMSDA, False), (MSDA, True)])
def test_work_does_not_grow_with_the_maps(module, grows):
    attention = module(embed_dims=16, num_heads=4, num_levels=2)
    query, reference = torch.randn(1, 5, 16), torch.rand(1, 5, 2)
    written = []
    for size in (4, 64):
        shapes = ((size, size), (size // 2, size // 2))
        memory = Memory(torch.randn(1, size * size * 5 // 4, 16), shapes)
        with torch.no_grad(), CountWrites() as count:
            attention(query, query[0], reference, memory)
        written.append(count.elements)
    assert (written[1] > 5 * written[0]) if grows else (written[1] == written[0])
