"""Weighted sums of bilinear samples from a multi-scale memory.

All functions use the convention of ``grid_sample(align_corners=False)`` with zeros
outside the map: normalised coordinate 0 is the outer edge of the first pixel, 1 the
outer edge of the last.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from .feature_memory import Memory


def bilinear_corners(
    locations: Tensor, shapes: tuple[tuple[int, int], ...]
) -> tuple[Tensor, Tensor]:
    """Rows and weights of the four pixels around each sampling location.

    Args:
        locations: Normalised (x, y) of shape ``[..., L, S, 2]``, ``S`` per level.
        shapes: ``(height, width)`` of the ``L`` levels.

    Returns:
        Row indices into the memory's pixels and bilinear weights, both of shape
        ``[..., L, S, 4]``. Corners outside the map have weight zero.
    """
    size = torch.tensor([(w, h) for h, w in shapes], device=locations.device)
    area = size.prod(dim=-1)
    start = (area.cumsum(0) - area)[:, None, None, None]  # [L, 1, 1, 1]
    size = size[:, None]  # [L, 1, 2]

    pixel = locations * size - 0.5  # [..., L, S, 2]
    first = pixel.detach().floor()
    fraction = pixel - first
    corner = torch.stack([first, first + 1], dim=-1)  # [..., L, S, 2(xy), 2]
    weight = torch.stack([1 - fraction, fraction], dim=-1)

    last = (size - 1)[..., None]  # [L, 1, 2, 1]
    weight = weight * ((corner >= 0) & (corner <= last))
    corner = torch.minimum(corner.clamp(min=0), last.to(corner.dtype)).long()

    (column, row), (weight_x, weight_y) = corner.unbind(-2), weight.unbind(-2)
    width = size[..., :1, None]  # [L, 1, 1, 1]
    rows = start + row[..., :, None] * width + column[..., None, :]  # [..., 2, 2]
    weights = weight_y[..., :, None] * weight_x[..., None, :]
    return rows.flatten(-2), weights.flatten(-2)


def sample_shared(memory: Memory, locations: Tensor, weights: Tensor) -> Tensor:
    """Weighted sum of samples, every head reading the same ``C``-channel maps.

    A weighted sum of bilinear samples is a weighted sum of rows of the pixel table,
    which is what ``embedding_bag`` computes: the cost grows with the number of
    samples and not with the number of pixels, and nothing is copied per head.

    Args:
        memory: Pixels ``[B, P, C]``.
        locations: Normalised (x, y), ``[B, Q, M, L, S, 2]``.
        weights: Attention weights, ``[B, Q, M, L, S]``.

    Returns:
        Sums of shape ``[B, Q, M, C]``.
    """
    batch, num_pixels, channels = memory.pixels.shape
    rows, corner_weights = bilinear_corners(locations, memory.shapes)
    image = torch.arange(batch, device=rows.device) * num_pixels
    rows = rows + image.view(-1, *[1] * (rows.ndim - 1))
    bags = F.embedding_bag(
        rows.flatten(3).flatten(0, 2),  # [B*Q*M, L*S*4]
        memory.pixels.flatten(0, 1),  # [B*P, C]
        per_sample_weights=(corner_weights * weights[..., None])
        .flatten(3)
        .flatten(0, 2),
        mode='sum',
    )
    return bags.view(*locations.shape[:3], channels)


def sample_shared_grid(memory: Memory, locations: Tensor, weights: Tensor) -> Tensor:
    """:func:`sample_shared` by ``grid_sample``: the reference, and for export."""
    grids = (2 * locations - 1).unbind(3)  # L x [B, Q, M, S, 2]
    total = 0.0
    for level, (level_map, grid) in enumerate(zip(memory.maps(), grids, strict=True)):
        samples = F.grid_sample(
            level_map, grid.flatten(2, 3), align_corners=False
        )  # [B, C, Q, M*S]
        samples = samples.unflatten(3, grid.shape[2:4])  # [B, C, Q, M, S]
        total = total + (samples * weights[:, None, :, :, level]).sum(dim=-1)
    return total.permute(0, 2, 3, 1)  # [B, Q, M, C]
