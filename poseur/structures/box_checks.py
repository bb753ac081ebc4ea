"""Which boxes show something of an image."""

from __future__ import annotations

import numpy as np


def box_faults(corners: np.ndarray, image_size: tuple[int, int]) -> dict[int, str]:
    """Find the boxes that show nothing of an image.

    Args:
        corners: Left, top, right, bottom in pixels ``[N, 4]``.
        image_size: Width and height of the image in pixels.

    Returns:
        By the index of each box that is not finite, empty or outside of the image, in
        rising order: a message that says so.
    """
    width, height = image_size
    left, top, right, bottom = corners.T
    area = np.isfinite(corners).all(axis=1) & (right > left) & (bottom > top)
    inside = (left < width) & (top < height) & (right > 0) & (bottom > 0)
    outside = f'is outside of the image of {width}x{height} pixels'
    return {
        int(index): f'Box {index}, {corners[index].tolist()} (left, top, right, '
        f'bottom), {outside if area[index] else "has no area"}. Correct or remove it.'
        for index in np.flatnonzero(~(area & inside))
    }
