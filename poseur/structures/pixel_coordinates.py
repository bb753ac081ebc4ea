"""Where pixels lie: one convention for boxes, keypoints, masks and features.

Coordinates are continuous: pixel i of a row covers [i, i + 1], its center is i + 0.5,
and an image of width W covers [0, W]. This is the convention of COCO's boxes and masks
and of mmdet. In it every step is exact: resizing multiplies by the ratio of the sizes,
flipping gives ``W - x``, cropping subtracts, padding to the right and below changes
nothing, ``x / W`` is a normalized coordinate of a feature map of any stride
(``grid_sample`` with ``align_corners=False``), and ``RoIAlign`` with ``aligned=True``
samples at these coordinates times its ``spatial_scale``.

COCO's keypoints alone are indices of pixels: 0 is the center of the first one. As in
Detectron2, half a pixel is added where they are read and taken away where predictions
are written in COCO's format.
"""

from __future__ import annotations

import numpy as np

HALF_PIXEL = 0.5


def from_pixel_indices(keypoints: np.ndarray) -> np.ndarray:
    """Continuous coordinates of COCO's keypoints.

    Args:
        keypoints: Indices of pixels ``[..., 2]``.

    Returns:
        Continuous coordinates ``[..., 2]``.
    """
    return keypoints + HALF_PIXEL


def to_pixel_indices(keypoints: np.ndarray) -> np.ndarray:
    """Keypoints as COCO counts them; undoes :func:`from_pixel_indices`.

    Args:
        keypoints: Continuous coordinates ``[..., 2]``.

    Returns:
        Indices of pixels, not rounded, ``[..., 2]``.
    """
    return keypoints - HALF_PIXEL
