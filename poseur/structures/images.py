"""Pixels of images."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np


class UnreadableImageError(OSError):
    """An image file is missing, truncated or not an image."""


def read_image(path: str | Path) -> np.ndarray:
    """Read a file as uint8 BGR ``[H, W, 3]``.

    Raises:
        UnreadableImageError: If it is missing, truncated or no image.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableImageError(f'Image {path} does not exist. Check the path.')
    pixels = decode_file(path)
    if pixels is None:
        raise UnreadableImageError(
            f'Image {path} is truncated or no image. Copy the file again.'
        )
    return pixels


def decode_file(path: Path) -> np.ndarray | None:
    """Decode a file that exists; None if it is truncated or no image.

    ``cv2.imread`` would give a truncated JPEG with gray in place of its end.
    """
    content = np.frombuffer(path.read_bytes(), np.uint8)
    return cv2.imdecode(content, cv2.IMREAD_COLOR) if len(content) else None


def check_pixels(pixels: np.ndarray) -> None:
    """Make sure that an array is an image as OpenCV reads them.

    Raises:
        ValueError: If it is not.
    """
    shape = getattr(pixels, 'shape', ())
    if len(shape) != 3 or shape[2] != 3 or pixels.dtype != np.uint8 or 0 in shape:
        raise ValueError(
            f'an image must be a uint8 array [H, W, 3] in BGR order, not '
            f'{getattr(pixels, "dtype", type(pixels).__name__)} {list(shape)}; '
            'cv2.imread(path) gives one'
        )
