from __future__ import annotations

import math

import pytest
import torch

from poseur.models.layers import map_encoding, proposal_encoding, sine_encoding

LIKE = torch.zeros(1, dtype=torch.float64)


def explicit_encoding(angle: float, num_channels: int) -> list[float]:
    """Return alternating sines and cosines of frequencies 10000^(-2i/d)."""
    values = []
    for channel in range(num_channels):
        frequency = 10000 ** (-2 * (channel // 2) / num_channels)
        wave = math.cos if channel % 2 else math.sin
        values.append(wave(angle * frequency))
    return values


@pytest.mark.parametrize('embed_dims', [8, 256])
@pytest.mark.parametrize(('height', 'width'), [(1, 1), (3, 5), (4, 2)])
def test_map_encoding_is_rows_then_columns(height, width, embed_dims):
    encoding = map_encoding(height, width, embed_dims, like=LIKE)
    assert encoding.shape == (height, width, embed_dims)
    assert encoding.dtype == torch.float64
    for row in range(height):
        for column in range(width):
            expected = [
                *explicit_encoding(
                    (row + 0.5) / (height + 1e-6) * 2 * math.pi, embed_dims // 2
                ),
                *explicit_encoding(
                    (column + 0.5) / (width + 1e-6) * 2 * math.pi, embed_dims // 2
                ),
            ]
            torch.testing.assert_close(encoding[row, column].tolist(), expected)


@pytest.mark.parametrize('embed_dims', [8, 256])
def test_proposal_encoding_is_x_then_y(embed_dims):
    points = [[0.1, 0.9], [-0.6, 0.0], [1.7, 0.5]]
    encoding = proposal_encoding(torch.tensor(points).double(), embed_dims)
    for (x, y), ours in zip(points, encoding, strict=True):
        expected = explicit_encoding(2 * math.pi * x, embed_dims // 2)
        expected += explicit_encoding(2 * math.pi * y, embed_dims // 2)
        torch.testing.assert_close(ours.tolist(), expected, rtol=0, atol=1e-6)


def test_a_pixel_center_has_the_code_of_its_point_with_the_axes_swapped():
    pixel = map_encoding(4, 3, 16, like=LIKE)[1, 2]
    point = proposal_encoding(torch.tensor([2.5 / 3, 1.5 / 4]).double(), 16)
    swapped = torch.cat([point[8:], point[:8]])
    torch.testing.assert_close(pixel, swapped, rtol=0, atol=1e-5)


def test_odd_channels_are_refused():
    with pytest.raises(ValueError, match='even .* got 7'):
        sine_encoding(torch.zeros(2), 7)


def test_rows_and_columns_may_count_from_one():
    encoding = map_encoding(3, 5, 8, like=LIKE, offset=1.0)
    row = explicit_encoding(2 / (3 + 1e-6) * 2 * math.pi, 4)
    column = explicit_encoding(5 / (5 + 1e-6) * 2 * math.pi, 4)
    torch.testing.assert_close(encoding[1, 4].tolist(), [*row, *column])
