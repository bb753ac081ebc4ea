"""Initial values, windows and work of EMSDA and MSDA."""

from __future__ import annotations

import math
from functools import partial

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from poseur.models import EMSDA, MSDA, FeatureMemory, Memory
from tests.helpers.naive_attention import awkward_references, random_memory


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
    official = EMSDA(embed_dims=64, num_heads=8)
    bounds = {  # of xavier-uniform, sqrt(6 / (inputs + outputs))
        'sampling_offsets.weight': math.sqrt(6 / (64 + 256)),
        'attention_weights.weight': math.sqrt(6 / (64 + 128)),
        'output_proj.weight': math.sqrt(6 / (64 + 64)),
        'value_proj_weight': math.sqrt(6 / (8 * 64 + 8)),  # one [M*C, C/M] matrix
    }
    for name, bound in bounds.items():
        assert 0.99 * bound < official.get_parameter(name).abs().max() <= bound, name
    bound = math.sqrt(6 / (8 + 8))
    assert 0.9 * bound < official.value_proj_bias.abs().max() <= bound
    assert not official.attention_weights.bias.any()

    zeroed = EMSDA(embed_dims=64, num_heads=8, zero_init=True)
    assert not zeroed.sampling_offsets.weight.any()
    assert not zeroed.attention_weights.weight.any()
    assert torch.equal(zeroed.sampling_offsets.bias, official.sampling_offsets.bias)
    assert zeroed.value_proj_weight.any()


@pytest.mark.parametrize('module', [EMSDA, MSDA])
def test_channels_must_divide_by_heads(module):
    with pytest.raises(ValueError, match='embed_dims=10 .* num_heads=4'):
        module(embed_dims=10, num_heads=4)


BUILDS = pytest.mark.parametrize(
    'build',
    [EMSDA, partial(EMSDA, sampler='grid_sample'), MSDA],
    ids=['embedding_bag', 'grid_sample', 'MSDA'],
)


@BUILDS
@pytest.mark.parametrize('extents', [(12, 8), (11.5, 7.25)])
def test_padding_is_like_everything_outside(build, extents):
    """An image of 12x8 cells alone, and beside a larger one in maps of 16x12."""
    fill = torch.tensor(extents).double()
    fills = torch.stack([fill, fill / 2])
    embed = FeatureMemory(8, num_levels=2).double()
    attention = build(embed_dims=8, num_heads=2, num_levels=2, dropout=0.0).double()
    for parameter in attention.parameters():  # biases, too
        torch.nn.init.normal_(parameter, std=0.5)
    padded = [torch.randn(2, 8, *size).double() for size in ((12, 16), (6, 8))]
    cropped = [feat[1:, :, :8, :12] for feat in padded[:1]]
    cropped += [feat[1:, :, :4, :6] for feat in padded[1:]]
    full = torch.tensor([[16.0, 12], [8, 6]]).double()
    query, reference = torch.randn(1, 9, 8).double(), awkward_references(1)
    alone = embed(cropped, fills[None])
    beside = embed(padded, torch.stack([full, fills])).with_windows(
        torch.tensor([1]), torch.tensor([[0, 0, 12 / 16, 8 / 12]], dtype=torch.float64)
    )
    expected, attended = (
        attention(query, query, reference, memory) for memory in (alone, beside)
    )
    torch.testing.assert_close(attended, expected, rtol=0, atol=1e-12)
    assert attended.std() > 0.1
    if extents == (12, 8):  # without padding at all
        nothing = attention(query, query, reference, embed(cropped))
        torch.testing.assert_close(attended, nothing, rtol=0, atol=1e-12)


@BUILDS
def test_no_rows(build):
    attention = build(embed_dims=8, num_heads=2, num_levels=2).double()
    memory = random_memory(2).with_windows(
        torch.zeros(0, dtype=torch.long), torch.zeros(0, 4).double()
    )
    query = torch.zeros(0, 9, 8).double()
    assert attention(query, query, query[..., :2], memory).shape == (0, 9, 8)


@BUILDS
def test_images_are_not_copied_for_each_row(build):
    attention = build(embed_dims=16, num_heads=2, num_levels=1, dropout=0.0)
    memory = Memory(torch.randn(2, 64 * 64, 16), ((64, 64),))
    written = []
    for rows in (2, 12):
        query, reference = torch.randn(rows, 3, 16), torch.rand(rows, 3, 2)
        windows = torch.tensor([0.2, 0.2, 0.5, 0.5]).repeat(rows, 1)
        seen = memory.with_windows(torch.arange(rows) % 2, windows)
        with torch.no_grad(), CountWrites() as count:
            attention(query, query, reference, seen)
        written.append(count.elements)
    assert written[1] - written[0] < memory.pixels.numel()


@BUILDS
def test_windows_are_parts_of_the_images_they_look_at(build):
    attention = build(embed_dims=8, num_heads=2, num_levels=2, dropout=0.0).double()
    memory, reference = random_memory(2, batch=3), awkward_references(4)
    query = torch.randn(4, 9, 8, dtype=torch.float64)
    images = torch.tensor([2, 0, 2, 1])
    windows = torch.rand(4, 4, dtype=torch.float64) + 0.1
    attended = attention(
        query, query[0], reference, memory.with_windows(images, windows)
    )
    for row, image in enumerate(images.tolist()):
        alone = attention(
            query[row : row + 1],
            query[0],
            windows[row, :2] + reference[row : row + 1] * windows[row, 2:],
            Memory(memory.pixels[image : image + 1], memory.shapes),
        )
        torch.testing.assert_close(attended[row], alone[0], rtol=0, atol=1e-12)


class CountWrites(TorchDispatchMode):
    """Counts the elements of all new tensors except views."""

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
