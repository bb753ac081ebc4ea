"""Deformable attention as plain loops, the reference of the fast forms."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from poseur.models import Memory

#: Maps of one, two and three levels: not square, down to a single row.
SHAPES = {1: ((4, 3),), 2: ((4, 3), (1, 5)), 3: ((3, 5), (4, 2), (1, 1))}


def random_memory(num_levels: int, batch: int = 2, channels: int = 8) -> Memory:
    """Return a memory of random numbers in float64."""
    shapes = SHAPES[num_levels]
    pixels = sum(height * width for height, width in shapes)
    return Memory(torch.randn(batch, pixels, channels, dtype=torch.float64), shapes)


def bilinear(level_map: Tensor, x: float, y: float) -> Tensor:
    """Return the value ``[C]`` at (x, y) of a zero-padded map ``[H, W, C]``."""
    height, width, channels = level_map.shape
    row, column = y * height - 0.5, x * width - 0.5
    value = level_map.new_zeros(channels)
    for r in (math.floor(row), math.floor(row) + 1):
        for c in (math.floor(column), math.floor(column) + 1):
            if 0 <= r < height and 0 <= c < width:
                weight = (1 - abs(row - r)) * (1 - abs(column - c))
                value = value + weight * level_map[r, c]
    return value


def naive_sums(
    offsets: list[float],
    logits: list[float],
    reference: list[float],
    maps: list[Tensor],
    num_heads: int,
) -> Tensor:
    """Return the attended sums ``[M, C]`` of one query before any projection."""
    num_samples = len(logits) // num_heads  # levels x points
    num_points = num_samples // len(maps)
    heads = []
    for head in range(num_heads):
        first = head * num_samples
        exponents = [math.exp(v) for v in logits[first : first + num_samples]]
        total = 0.0
        for level, level_map in enumerate(maps):
            height, width = level_map.shape[:2]
            for point in range(num_points):
                sample = level * num_points + point
                x = reference[0] + offsets[2 * (first + sample)] / width
                y = reference[1] + offsets[2 * (first + sample) + 1] / height
                share = exponents[sample] / sum(exponents)
                total = total + share * bilinear(level_map, x, y)
        heads.append(total)
    return torch.stack(heads)


def naive_attention_sums(
    attention: nn.Module, query: Tensor, reference: Tensor, memory: Memory, heads: int
) -> Tensor:
    """Return :func:`naive_sums` of every image and query, ``[B, Q, M, C]``."""
    offsets = attention.sampling_offsets(query).tolist()
    logits = attention.attention_weights(query).tolist()
    images = []
    for image, pixels in enumerate(memory.pixels):
        areas = [height * width for height, width in memory.shapes]
        maps = [
            table.reshape(*shape, -1)
            for table, shape in zip(pixels.split(areas), memory.shapes, strict=True)
        ]
        sums = [
            naive_sums(*each, maps, heads)
            for each in zip(
                offsets[image], logits[image], reference[image].tolist(), strict=True
            )
        ]
        images.append(torch.stack(sums))
    return torch.stack(images)


def awkward_references(batch: int) -> Tensor:
    """Return points inside, on pixel centers, on borders and outside, ``[B, 9, 2]``."""
    points = [
        (0.31, 0.77),
        (0.5, 0.5),
        (0.5 / 3, 0.5 / 4),  # the first pixel's center in 4 x 3
        (0.0, 0.0),
        (1.0, 1.0),
        (1.0, 0.4),
        (-0.05, 0.6),
        (1.3, -0.4),
        (30.0, -20.0),
    ]
    shifts = torch.arange(batch, dtype=torch.float64)[:, None, None] / 7
    return torch.tensor(points, dtype=torch.float64) + shifts
