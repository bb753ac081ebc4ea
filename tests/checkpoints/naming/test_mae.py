from __future__ import annotations

import pytest
import torch

from poseur.checkpoints.naming.mae import convert_mae_vit, is_mae_vit


def mae_weights(embedding: torch.Tensor) -> dict[str, torch.Tensor]:
    return {
        'cls_token': torch.zeros(1, 1, embedding.shape[2]),
        'pos_embed': embedding,
        'blocks.0.attn.qkv.weight': torch.ones(6, 2),
        'norm.weight': torch.ones(2),
    }


def test_a_linear_map_stays_linear():
    """A ramp over 14 rows and columns, read off at the centers of other cells."""
    rows, columns = torch.meshgrid(*[torch.arange(14.0)] * 2, indexing='ij')
    square = torch.stack([rows, columns], dim=-1).reshape(1, 196, 2)
    weights = mae_weights(torch.cat([torch.full((1, 1, 2), 99.0), square], dim=1))
    converted = convert_mae_vit(weights, grid=(16, 12))
    embedding = converted['pos_embed']
    assert embedding.shape == (1, 193, 2)
    assert torch.equal(embedding[0, 0], torch.full((2,), 99.0))
    patches = embedding[0, 1:].unflatten(0, (16, 12))
    centers = (torch.arange(16) + 0.5) * 14 / 16 - 0.5
    inner = slice(2, -2)  # the border repeats the outermost values
    torch.testing.assert_close(
        patches[inner, 5, 0], centers[inner], atol=0.05, rtol=0.0
    )
    centers = (torch.arange(12) + 0.5) * 14 / 12 - 0.5
    torch.testing.assert_close(
        patches[8, inner, 1], centers[inner], atol=0.05, rtol=0.0
    )


def test_the_interpolation_is_cubic():
    """Twice as many cells around a spike, by the cubic kernel with a = -0.75."""
    square = torch.zeros(14, 14)
    square[7, 7] = 1
    weights = mae_weights(torch.cat([torch.zeros(1), square.flatten()])[None, :, None])
    patches = convert_mae_vit(weights, grid=(28, 28))['pos_embed'][0, 1:, 0]
    across = patches.unflatten(0, (28, 28))[14, 11:19]

    def kernel(x):
        x, a = abs(x), -0.75
        if x <= 1:
            return (a + 2) * x**3 - (a + 3) * x**2 + 1
        return a * x**3 - 5 * a * x**2 + 8 * a * x - 4 * a

    distances = (torch.arange(11, 19) + 0.5) / 2 - 0.5 - 7
    expected = torch.tensor([kernel(float(x)) for x in distances]) * kernel(0.25)
    torch.testing.assert_close(across, expected)
    assert across.min() < 0


def test_the_same_grid_changes_nothing():
    weights = mae_weights(torch.randn(1, 1 + 14 * 14, 2))
    converted = convert_mae_vit(weights, grid=(14, 14))
    torch.testing.assert_close(converted['pos_embed'], weights['pos_embed'])
    assert converted['norm.weight'] is weights['norm.weight']
    assert converted.keys() == weights.keys()


def test_a_map_that_is_not_square_is_refused():
    with pytest.raises(ValueError, match='192 rows.*not a square'):
        convert_mae_vit(mae_weights(torch.zeros(1, 193, 2)), grid=(16, 12))


def test_recognition():
    weights = mae_weights(torch.zeros(1, 197, 2))
    assert is_mae_vit(weights)
    assert not is_mae_vit({'pos_embed': torch.zeros(1, 193, 2)})
