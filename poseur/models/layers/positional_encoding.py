"""Sine encodings of feature maps and of keypoint proposals (supplement Sec. 7)."""

from __future__ import annotations

import math

import torch
from torch import Tensor

TEMPERATURE = 10000.0


def sine_encoding(angle: Tensor, num_channels: int) -> Tensor:
    """Encode angles as interleaved sines and cosines of falling frequency.

    Channel ``2i`` holds ``sin(angle / T^(2i/d))`` and channel ``2i + 1`` the cosine,
    with ``T`` = 10000 and ``d`` = ``num_channels``.

    Args:
        angle: Values in radians, any shape ``[...]``.
        num_channels: Length ``d`` of the encoding, even.

    Returns:
        Encoding of shape ``[..., num_channels]``.
    """
    if num_channels % 2:
        raise ValueError(
            f'num_channels must be even for sine/cosine pairs, got {num_channels}'
        )
    pair = torch.arange(num_channels // 2, dtype=angle.dtype, device=angle.device)
    angle = angle[..., None] / TEMPERATURE ** (2 * pair / num_channels)  # [..., d/2]
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(-2)  # [..., d]


def map_encoding(
    height: int,
    width: int,
    embed_dims: int,
    like: Tensor,
    extents: Tensor | None = None,
    offset: float = 0.5,
) -> Tensor:
    """Encode every pixel of a feature map by its row and column.

    Pixel centers are spread over a full circle: row ``r`` of ``H`` has the angle
    ``2 pi (r + offset) / H``. The first half of the channels encodes y, the second x.

    Args:
        height: Number of rows ``H``.
        width: Number of columns ``W``.
        embed_dims: Number of channels ``C``, a multiple of 4.
        like: Tensor that defines dtype and device of the result.
        extents: Columns and rows that each of ``B`` images fills, whole or not,
            ``[B, 2]``. They replace ``W`` and ``H`` in the angles.
        offset: Where in a pixel its angle is taken; 0.5 is the center. DETR counts
            from 1.

    Returns:
        Encoding of shape ``[H, W, C]``, with ``extents`` ``[B, H, W, C]``.
    """

    def axis(size: int, extent: Tensor | int) -> Tensor:
        index = torch.arange(size, dtype=like.dtype, device=like.device)
        return sine_encoding(
            (index + offset) / (extent + 1e-6) * 2 * math.pi, embed_dims // 2
        )

    if extents is None:
        rows, columns = axis(height, height), axis(width, width)
    else:
        extents = extents.to(like)[..., None]  # [B, 2, 1]
        rows, columns = axis(height, extents[:, 1]), axis(width, extents[:, 0])
    halves = torch.broadcast_tensors(rows[..., None, :], columns[..., None, :, :])
    return torch.cat(halves, dim=-1)


def proposal_encoding(coords: Tensor, embed_dims: int) -> Tensor:
    """Encode normalized keypoint coordinates (supplement Sec. 7).

    The first half of the channels encodes x and the second y, as the official weights
    expect. :func:`map_encoding` has the opposite order.

    Args:
        coords: Coordinates ``[..., 2]``, 1 being the full width or height.
        embed_dims: Number of channels ``C``, a multiple of 4.

    Returns:
        Encoding of shape ``[..., C]``.
    """
    return sine_encoding(coords * 2 * math.pi, embed_dims // 2).flatten(-2)
