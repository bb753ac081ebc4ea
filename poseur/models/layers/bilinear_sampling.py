"""Weighted sums of bilinear samples from a multi-scale memory.

All functions use the convention of ``grid_sample(align_corners=False)`` with zeros
outside the map: normalized coordinate 0 is the outer edge of the first pixel, 1 the
outer edge of the last.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from .feature_memory import Memory
from .weighted_row_sum import weighted_row_sum


def bilinear_corners(memory: Memory, locations: Tensor) -> tuple[Tensor, Tensor]:
    """The four pixels around each sampling location.

    Args:
        memory: The maps.
        locations: Normalized (x, y), ``[B, Q, M, L, S, 2]``.

    Returns:
        Rows of the table ``[B*P, C]`` of pixels and bilinear weights, both of shape
        ``[B, Q, M, 4, L, S]``. Corners outside the map have weight zero, and those of
        locations that are not a number weigh NaN.
    """
    num_points = locations.shape[4]
    sizes = memory.sizes.T.repeat_interleave(num_points, dim=1)  # [2, L*S]
    pixel = locations.flatten(3, 4).transpose(3, 4).contiguous()  # [B, Q, M, 2, L*S]
    pixel = pixel * sizes - 0.5
    first = pixel.detach().nan_to_num().floor()
    fraction = pixel - first
    corner = torch.stack([first, first + 1], dim=3)  # [B, Q, M, 2 corners, 2, L*S]
    weight = torch.stack([1 - fraction, fraction], dim=3)
    inside = corner.clamp(min=0).minimum(sizes - 1)
    weight = weight * (inside == corner)

    (column, row), (weight_x, weight_y) = inside.unbind(4), weight.unbind(4)
    pixels = (row * sizes[0])[:, :, :, :, None] + column[:, :, :, None]
    first_rows = memory.first_rows.repeat_interleave(num_points, dim=1)  # [B, L*S]
    rows = pixels.int() + first_rows[:, None, None, None, None]
    weights = weight_y[:, :, :, :, None] * weight_x[:, :, :, None]
    shape = (4, *locations.shape[3:5])
    return rows.flatten(3).unflatten(3, shape), weights.flatten(3).unflatten(3, shape)


def sample_shared(memory: Memory, locations: Tensor, weights: Tensor) -> Tensor:
    """Weighted sum of samples, every head reading the same ``C``-channel maps.

    A weighted sum of bilinear samples is a weighted sum of rows of the pixel table,
    see :func:`weighted_row_sum`: the cost grows with the number of samples and not
    with the number of pixels, and nothing is copied per head.

    Args:
        memory: Pixels ``[B, P, C]``.
        locations: Normalized (x, y), ``[B, Q, M, L, S, 2]``.
        weights: Attention weights, ``[B, Q, M, L, S]``.

    Returns:
        Sums of shape ``[B, Q, M, C]``.
    """
    rows, corner_weights = bilinear_corners(memory, locations)
    weights = corner_weights * weights[:, :, :, None]  # [B, Q, M, 4, L, S]
    sums = weighted_row_sum(
        memory.pixels.flatten(0, 1),  # [B*P, C]
        rows.flatten(3).flatten(0, 2),  # [B*Q*M, 4*L*S]
        weights.flatten(3).flatten(0, 2),
    )
    return sums.unflatten(0, locations.shape[:3])


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
