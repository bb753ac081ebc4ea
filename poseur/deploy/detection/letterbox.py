"""Images resized into the input of a detector without a change of proportions."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from .formats import Format


class Letterbox(NamedTuple):
    """Where an image lies in the input of a network.

    Attributes:
        scale: Pixels of the input per pixel of the image.
        left: Columns of padding before it.
        top: Rows of padding before it.
    """

    scale: float
    left: int
    top: int

    def to_image(self, corners: np.ndarray, image_size: tuple[int, int]) -> np.ndarray:
        """Convert boxes from the input to the image, and clip them to it.

        Args:
            corners: Left, top, right, bottom in pixels of the input ``[N, 4]``.
            image_size: Width and height of the image.
        """
        offset = np.array([self.left, self.top] * 2)
        return np.clip((corners - offset) / self.scale, 0, [*image_size, *image_size])


def letterbox(
    image: np.ndarray, size: tuple[int, int], centered: bool, padding: int
) -> tuple[np.ndarray, Letterbox]:
    """Resize an image into a network's input.

    Args:
        image: uint8 ``[H, W, 3]``.
        size: Width and height of the input.
        centered: Whether the image lies in the center, else at the top left.
        padding: Gray value around it.

    Returns:
        The input, uint8 ``[size[1], size[0], 3]``, and where the image lies.
    """
    height, width = image.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    new = max(round(width * scale), 1), max(round(height * scale), 1)
    left, top = (
        ((size[0] - new[0]) // 2, (size[1] - new[1]) // 2) if centered else (0, 0)
    )
    padded = np.full((size[1], size[0], 3), padding, np.uint8)
    padded[top : top + new[1], left : left + new[0]] = cv2.resize(image, new)
    return padded, Letterbox(scale, left, top)


def network_input(
    image: np.ndarray, size: tuple[int, int], style: Format
) -> tuple[np.ndarray, Letterbox]:
    """Return the input of a detector, and where the image lies in it.

    Args:
        image: uint8 BGR ``[H, W, 3]``.
        size: Width and height of the input.
        style: Format of the detector.

    Returns:
        float32 ``[1, 3, size[1], size[0]]``, and the place.
    """
    padded, place = letterbox(image, size, style.centered, style.padding)
    channels = padded[..., ::-1] if style.rgb else padded
    pixels = (channels.astype(np.float32) - style.mean) / style.std
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], np.float32), place
