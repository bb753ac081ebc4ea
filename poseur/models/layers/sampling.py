"""Weighted sums of bilinear samples from a multi-scale memory.

All functions follow ``grid_sample(align_corners=False)`` with zeros outside the map:
normalized coordinate 0 is the outer edge of the first pixel and 1 the outer edge of the
last.

A weighted sum of bilinear samples is a weighted sum of rows of the pixel table
(:func:`weighted_row_sum`). Its cost grows with the number of samples and not with the
number of pixels.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from .feature_memory import Memory


def sample_shared(memory: Memory, locations: Tensor, weights: Tensor) -> Tensor:
    """Return weighted sums of samples of maps that all attention heads share.

    The sums are computed from rows of the pixel table, and nothing is copied per head.

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
    """Compute :func:`sample_shared` by ``grid_sample``, the slower reference."""
    return sample_each_image(_sample_grids, memory, locations, weights)


def sample_each_image(
    sample: Callable[[Memory, Tensor, Tensor], Tensor],
    memory: Memory,
    locations: Tensor,
    weights: Tensor,
) -> Tensor:
    """Sample rows of one image together, so that no image is copied for each row.

    Args:
        sample: Function of a memory whose rows are its images, and of locations and
            weights, such as :func:`sample_shared`.
        memory: The maps of ``B`` images, seen by ``N`` rows.
        locations: Normalized (x, y), ``[N, Q, M, L, S, 2]``.
        weights: Attention weights, ``[N, Q, M, L, S]``.

    Returns:
        What ``sample`` returns for each row, ``[N, Q, M, ...]``.
    """
    if memory.images is None:
        return sample(memory, locations, weights)
    num_queries = locations.shape[1]
    images = memory.each_image()
    rows = [(memory.images == index).nonzero()[:, 0] for index in range(len(images))]
    sums = [
        sample(
            image,
            locations[seen].flatten(0, 1)[None],  # [1, n*Q, M, L, S, 2]
            weights[seen].flatten(0, 1)[None],
        )[0].unflatten(0, (len(seen), num_queries))
        for image, seen in zip(images, rows, strict=True)
    ]
    return torch.cat(sums)[torch.cat(rows).argsort()]


def _sample_grids(memory: Memory, locations: Tensor, weights: Tensor) -> Tensor:
    grids = (2 * locations - 1).unbind(3)  # L x [B, Q, M, S, 2]
    sums = []
    for level, (level_map, grid) in enumerate(zip(memory.maps(), grids, strict=True)):
        samples = F.grid_sample(
            level_map, grid.flatten(2, 3), align_corners=False
        )  # [B, C, Q, M*S]
        samples = samples.unflatten(3, grid.shape[2:4])  # [B, C, Q, M, S]
        sums.append((samples * weights[:, None, :, :, level]).sum(dim=-1))
    return functools.reduce(torch.add, sums).permute(0, 2, 3, 1)  # [B, Q, M, C]


def bilinear_corners(memory: Memory, locations: Tensor) -> tuple[Tensor, Tensor]:
    """Return the four pixels around each sampling location and their weights.

    Args:
        memory: The maps.
        locations: Normalized (x, y), ``[B, Q, M, L, S, 2]``.

    Returns:
        Rows of the table ``[B*P, C]`` of pixels, and bilinear weights, both of shape
        ``[B, Q, M, 4, L, S]``. Corners outside the map have weight zero. NaN locations
        get NaN weights, so that errors propagate.
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


def weighted_row_sum(table: Tensor, rows: Tensor, weights: Tensor) -> Tensor:
    """Return ``out[i] = sum_k weights[i, k] * table[rows[i, k]]``.

    Args:
        table: ``[R, C]``.
        rows: Row indices ``[N, S]``, integers.
        weights: Weights ``[N, S]``.

    Returns:
        Sums ``[N, C]``.
    """
    return WeightedRowSum.apply(table, rows, weights)


class WeightedRowSum(torch.autograd.Function):
    """:func:`weighted_row_sum` with a fast gradient. Not twice differentiable.

    ``embedding_bag`` computes the sum, but its own gradient to the table is slow on
    CPU. That gradient is a weighted row sum too: of the incoming gradient, with one bag
    for each table row. Sorting the uses by row and calling ``embedding_bag`` again
    gives the same numbers several times faster.
    """

    @staticmethod
    def forward(ctx: Any, table: Tensor, rows: Tensor, weights: Tensor) -> Tensor:
        """Sum rows; shapes as in :func:`weighted_row_sum`."""
        ctx.save_for_backward(table, rows, weights)
        return F.embedding_bag(rows, table, per_sample_weights=weights, mode='sum')

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, None, Tensor | None]:
        """Return the gradients to table and weights from ``grad`` ``[N, C]``."""
        table, rows, weights = ctx.saved_tensors
        grad = grad.contiguous()
        grad_table = grad_weights = None
        if ctx.needs_input_grad[0]:
            grad_table = table_gradient(grad, rows, weights, len(table))
        if ctx.needs_input_grad[2]:
            with torch.enable_grad():
                weights = weights.detach().requires_grad_()
                total = F.embedding_bag(
                    rows, table.detach(), per_sample_weights=weights, mode='sum'
                )
            (grad_weights,) = torch.autograd.grad(total, weights, grad)
        return grad_table, None, grad_weights


def table_gradient(
    grad: Tensor, rows: Tensor, weights: Tensor, num_rows: int
) -> Tensor:
    """Return the gradient ``[R, C]`` to the table from that to the sums, ``[N, C]``."""
    flat = rows.flatten()
    order = flat.argsort()
    uses = flat.bincount(minlength=num_rows)
    return F.embedding_bag(
        order // rows.shape[1],  # the bag each use belongs to
        grad,
        offsets=uses.cumsum(0) - uses,
        per_sample_weights=weights.flatten()[order],
        mode='sum',
    )
