from __future__ import annotations

import pytest
import torch
from torch import Tensor

from poseur.models import EMSDA, Memory
from tests.helpers.naive_attention import (
    awkward_references,
    naive_attention_sums,
    random_memory,
)


def emsda(**kwargs) -> EMSDA:
    """Build a small EMSDA in float64 whose biases are not zero."""
    layout = dict(embed_dims=8, num_heads=2, num_levels=2, num_points=3, dropout=0.0)
    attention = EMSDA(**(layout | kwargs)).double()
    for bias in (attention.attention_weights.bias, attention.output_proj.bias):
        torch.nn.init.normal_(bias)
    return attention


def random_query(reference: Tensor) -> tuple[Tensor, Tensor]:
    query = torch.randn(*reference.shape[:2], 8, dtype=torch.float64)
    return query, torch.randn(reference.shape[1], 8, dtype=torch.float64)


@pytest.mark.parametrize('sampler', ['embedding_bag', 'grid_sample'])
@pytest.mark.parametrize('num_levels', [1, 2, 3])
@pytest.mark.parametrize(('num_heads', 'num_points'), [(2, 3), (4, 1)])
def test_equals_plain_loops(sampler, num_levels, num_heads, num_points):
    attention = emsda(
        num_heads=num_heads,
        num_levels=num_levels,
        num_points=num_points,
        sampler=sampler,
    )
    memory, reference = random_memory(num_levels), awkward_references(2)
    query, query_pos = random_query(reference)

    attended = attention(query, query_pos, reference, memory)

    sums = naive_attention_sums(
        attention, query + query_pos, reference, memory, num_heads
    )
    heads = [
        sums[:, :, head] @ attention.value_proj_weight[head]
        + attention.value_proj_bias[head]
        for head in range(num_heads)
    ]
    expected = attention.output_proj(torch.cat(heads, dim=-1))
    torch.testing.assert_close(attended, expected, rtol=0, atol=1e-12)


def test_weights_of_single_pixels():
    attention = emsda(num_heads=2, num_levels=1, num_points=1, zero_init=True)
    torch.nn.init.zeros_(attention.sampling_offsets.bias)
    memory = Memory(torch.eye(8, dtype=torch.float64)[None, :6], ((2, 3),))
    reference = torch.tensor([[[0.5, 0.25], [0.0, 0.0], [2 / 3, 0.5]]]).double()
    _, weights = attention.sampling(torch.zeros(1, 3, 8).double(), reference, memory)
    assert torch.equal(weights, torch.ones_like(weights))

    attention.value_proj_weight.data[:] = torch.eye(8)[:, :4]
    torch.nn.init.zeros_(attention.value_proj_bias)
    attention.output_proj = torch.nn.Identity()
    query = torch.zeros(1, 3, 8, dtype=torch.float64)
    center, corner, middle = attention(query, query[0], reference, memory)[0, :, :4]
    # Pixels 0, 1, 2 are the first row. The corner has a quarter of pixel 0.
    torch.testing.assert_close(center, torch.tensor([0, 1, 0, 0]).double())
    torch.testing.assert_close(corner, torch.tensor([0.25, 0, 0, 0]).double())
    torch.testing.assert_close(middle, torch.tensor([0, 0.25, 0.25, 0]).double())


def test_samplers_have_the_same_gradients():
    reference = awkward_references(2)
    query, query_pos = random_query(reference)
    gradients = []
    for sampler in ('embedding_bag', 'grid_sample'):
        torch.manual_seed(0)
        attention = emsda(sampler=sampler)
        memory = random_memory(2)
        inputs = [t.clone() for t in (query, query_pos, reference, memory.pixels)]
        for value in inputs:
            value.requires_grad_()
        attended = attention(*inputs[:3], Memory(inputs[3], memory.shapes))
        (attended.sin()).sum().backward()
        parameters = dict(attention.named_parameters())
        gradients.append([v.grad for v in [*inputs, *parameters.values()]])
        assert all(grad.abs().max() > 1e-4 for grad in gradients[-1])
    for ours, other in zip(*gradients, strict=True):
        torch.testing.assert_close(ours, other, rtol=0, atol=1e-12)


def test_images_do_not_mix():
    attention, memory = emsda(), random_memory(2, batch=3)
    reference = awkward_references(3)
    query, query_pos = random_query(reference)
    together = attention(query, query_pos, reference, memory)
    for image in range(3):
        one = slice(image, image + 1)
        alone = attention(
            query[one],
            query_pos,
            reference[one],
            Memory(memory.pixels[one], memory.shapes),
        )
        torch.testing.assert_close(together[one], alone, rtol=0, atol=1e-13)


def test_a_wrong_sampler_or_number_of_levels_is_refused():
    with pytest.raises(ValueError, match="sampler='bicubic' .*embedding_bag"):
        EMSDA(sampler='bicubic')
    reference = awkward_references(2)
    with pytest.raises(ValueError, match='memory has 3 levels .*num_levels=2'):
        emsda()(*random_query(reference), reference, random_memory(3))


@pytest.mark.parametrize('bad', [float('nan'), float('inf')])
def test_a_broken_reference_breaks_only_its_own_query(bad):
    reference = awkward_references(2)
    query, query_pos = random_query(reference)
    attention, memory = emsda(), random_memory(2)
    good = attention(query, query_pos, reference, memory)
    reference[1, 4, 0] = bad
    attended = attention(query, query_pos, reference, memory)
    assert attended[1, 4].isnan().all()
    attended[1, 4] = good[1, 4]
    assert torch.equal(attended, good)
