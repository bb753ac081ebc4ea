"""Conversion of coordinates between regions of interest and images.

Pixels are those of the network's input, padding included, and continuous: 0 is the
outer edge of the first pixel. Points of a region are normalized by its width and
height: (0, 0) is the upper left corner, (1, 1) the lower right corner, and other values
lie outside of the box. Regions follow mmdet, ``[N, 5]``: image index, x1, y1, x2, y2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import torch
from torch import Tensor

#: Height and width of each image without padding, in pixels.
ImageSizes: TypeAlias = Sequence[tuple[int, int]]
#: Lower bound in pixels of the sides by which points are divided.
SMALLEST_SIDE = 1e-3


def corners(rois: Tensor) -> Tensor:
    """Return upper left corners ``[N, 1, 2]``, which broadcast over keypoints."""
    return rois[:, None, 1:3]


def extents(rois: Tensor) -> Tensor:
    """Return widths and heights ``[N, 1, 2]``, which broadcast over keypoints."""
    return rois[:, None, 3:5] - rois[:, None, 1:3]


def to_rois(points: Tensor, rois: Tensor) -> Tensor:
    """Convert points ``[N, K, 2]`` from pixels to coordinates of their regions."""
    return (points - corners(rois)) / extents(rois).clamp(min=SMALLEST_SIDE)


def to_image(points: Tensor, rois: Tensor) -> Tensor:
    """Convert points ``[N, K, 2]`` of regions to pixels; inverts :func:`to_rois`."""
    return corners(rois) + points * extents(rois)


def input_size(feats: Sequence[Tensor], strides: Sequence[int]) -> tuple[int, int]:
    """Return the width and height in pixels of the input of feature maps.

    Args:
        feats: Feature maps ``[B, C, H_l, W_l]`` of all levels.
        strides: Stride of each level in pixels.

    Raises:
        ValueError: If the levels cover different areas: a pixel would then have
            different normalized coordinates on different levels.
    """
    areas = [
        (feat.shape[-1] * stride, feat.shape[-2] * stride)
        for feat, stride in zip(feats, strides, strict=True)
    ]
    if len(set(areas)) > 1:
        raise ValueError(
            f'maps of strides {list(strides)} cover different areas of {areas} pixels; '
            'set model.data_preprocessor.pad_size_divisor to a multiple of '
            f'{max(strides)}'
        )
    return areas[0]


def extents_of(
    image_sizes: ImageSizes | None,
    feats: Sequence[Tensor],
    strides: Sequence[int],
) -> Tensor | None:
    """Return the columns and rows that each image fills, ``[B, L, 2]``, whole or not.

    Args:
        image_sizes: Sizes of the ``B`` images; None if there is no padding.
        feats: Feature maps ``[B, C, H_l, W_l]`` of all levels.
        strides: Stride of each level in pixels.

    Returns:
        The extents, or None if all images fill the maps.
    """
    full = input_size(feats, strides)
    if image_sizes is None or all((w, h) == full for h, w in image_sizes):
        return None
    sizes = feats[0].new_tensor([(w, h) for h, w in image_sizes])
    return sizes[:, None] / sizes.new_tensor(strides)[:, None]


def windows_of(rois: Tensor, size: tuple[int, int]) -> Tensor:
    """Convert regions to windows ``(x, y, width, height)`` of a memory, ``[N, 4]``.

    Args:
        rois: Regions ``[N, 5]``.
        size: Width and height of the input, by which windows are normalized.
    """
    scale = rois.new_tensor(size)
    parts = (corners(rois), extents(rois))
    return torch.cat([part.squeeze(1) / scale for part in parts], dim=1)
