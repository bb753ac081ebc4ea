from __future__ import annotations

import pytest
import torch

from poseur.models import MSDA, Memory
from tests.helpers.naive_attention import (
    awkward_references,
    naive_attention_sums,
    random_memory,
)


@pytest.mark.parametrize('num_levels', [1, 3])
@pytest.mark.parametrize(('num_heads', 'num_points'), [(2, 3), (4, 1)])
def test_equals_plain_loops(num_levels, num_heads, num_points):
    attention = MSDA(8, num_heads, num_levels, num_points, dropout=0.0).double()
    torch.nn.init.normal_(attention.value_proj.bias)
    memory, reference = random_memory(num_levels), awkward_references(2)
    query = torch.randn(2, reference.shape[1], 8, dtype=torch.float64)
    query_pos = torch.randn_like(query[0])

    attended = attention(query, query_pos, reference, memory)

    projected = Memory(attention.value_proj(memory.pixels), memory.shapes)
    sums = naive_attention_sums(
        attention, query + query_pos, reference, projected, num_heads
    )
    own_channels = [
        sums[:, :, head].chunk(num_heads, dim=-1)[head] for head in range(num_heads)
    ]
    expected = attention.output_proj(torch.cat(own_channels, dim=-1))
    torch.testing.assert_close(attended, expected, rtol=0, atol=1e-12)


def test_a_wrong_number_of_levels_is_refused():
    reference = awkward_references(1)
    query = torch.randn(1, reference.shape[1], 8, dtype=torch.float64)
    with pytest.raises(ValueError, match='memory has 2 levels .*num_levels=4'):
        MSDA(8, 2).double()(query, query[0], reference, random_memory(2, batch=1))


def test_the_projection_of_values_starts_as_xavier_says() -> None:
    projection = MSDA(embed_dims=64, num_levels=4).value_proj
    bound = (6 / 128) ** 0.5
    assert 0.98 * bound < projection.weight.detach().abs().max() <= bound
    assert not projection.bias.detach().any()
