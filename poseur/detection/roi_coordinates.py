"""Between regions of interest and the image: points, scales, windows.

Boxes and keypoints are in pixels of the network's input, padding included, and
continuous: 0 is the outer edge of the first pixel. A point of a region is normalized by
its width and height, 0 being the left or upper side; outside of [0, 1] it lies outside
of the box. Regions are mmdet's, ``[N, 5]``: image index, x1, y1, x2, y2.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

#: A side in pixels that no region falls below when points are divided by it.
SMALLEST_SIDE = 1e-3


def corners(rois: Tensor) -> Tensor:
    """Upper left corners ``[N, 1, 2]``, to broadcast over keypoints."""
    return rois[:, None, 1:3]


def extents(rois: Tensor) -> Tensor:
    """Widths and heights ``[N, 1, 2]``, to broadcast over keypoints."""
    return rois[:, None, 3:5] - rois[:, None, 1:3]


def to_rois(points: Tensor, rois: Tensor) -> Tensor:
    """Points ``[N, K, 2]`` in pixels to the coordinates of their regions."""
    return (points - corners(rois)) / extents(rois).clamp(min=SMALLEST_SIDE)


def to_image(points: Tensor, rois: Tensor) -> Tensor:
    """Points ``[N, K, 2]`` of the regions to pixels, inverse of :func:`to_rois`."""
    return corners(rois) + points * extents(rois)


def input_size(feats: Sequence[Tensor], strides: Sequence[int]) -> tuple[int, int]:
    """Width and height in pixels of what feature maps were made from.

    Args:
        feats: Maps ``[B, C, H_l, W_l]`` of all levels.
        strides: Pixels between neighboring cells, for each level.

    Raises:
        ValueError: If the levels do not cover one and the same area, so that a pixel
            would not lie at the same normalized place on all of them.
    """
    areas = [
        (feat.shape[-1] * stride, feat.shape[-2] * stride)
        for feat, stride in zip(feats, strides, strict=True)
    ]
    if len(set(areas)) > 1:
        raise ValueError(
            f'maps of strides {list(strides)} cover areas of {areas} pixels, which '
            'differ; set model.data_preprocessor.pad_size_divisor to a multiple of '
            f'{max(strides)}'
        )
    return areas[0]


def windows_of(rois: Tensor, size: tuple[int, int]) -> Tensor:
    """Regions as windows ``(x, y, width, height)`` of a memory, ``[N, 4]``.

    Args:
        rois: Regions ``[N, 5]``.
        size: Width and height of the input, which become 1.
    """
    scale = rois.new_tensor(size)
    parts = (corners(rois), extents(rois))
    return torch.cat([part.squeeze(1) / scale for part in parts], dim=1)
