"""The pixel convention of boxes, keypoints, masks and features.

Coordinates are continuous: pixel i of a row covers [i, i + 1], its center is i + 0.5,
and an image of width W covers [0, W]. COCO's boxes and masks and mmdet use this
convention. It keeps every step exact: resizing multiplies by the ratio of the sizes,
flipping gives ``W - x``, cropping subtracts, padding to the right and below changes
nothing, ``x / W`` is a normalized coordinate of a feature map of any stride
(``grid_sample`` with ``align_corners=False``), and ``RoIAlign`` with ``aligned=True``
samples at these coordinates times its ``spatial_scale``.

Only COCO's keypoints are pixel indices: 0 is the center of the first pixel. As in
Detectron2, reading them adds half a pixel, and writing predictions in COCO's format
subtracts it.
"""

from __future__ import annotations

import numpy as np

HALF_PIXEL = 0.5


def from_pixel_indices(keypoints: np.ndarray) -> np.ndarray:
    """Return the continuous coordinates of COCO's keypoints.

    Args:
        keypoints: Pixel indices ``[..., 2]``.

    Returns:
        Continuous coordinates ``[..., 2]``.
    """
    return keypoints + HALF_PIXEL


def to_pixel_indices(keypoints: np.ndarray) -> np.ndarray:
    """Return keypoints as COCO stores them; the inverse of :func:`from_pixel_indices`.

    Args:
        keypoints: Continuous coordinates ``[..., 2]``.

    Returns:
        Pixel indices, not rounded, ``[..., 2]``.
    """
    return keypoints - HALF_PIXEL
