"""Image files: the one decoder that inference, deployment and figures use."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np


class UnreadableImageError(OSError):
    """An image file is missing, truncated or not an image."""


def read_image(path: str | Path) -> np.ndarray:
    """Read an image file as uint8 BGR ``[H, W, 3]``.

    Raises:
        UnreadableImageError: If the file is missing, truncated or not an image.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableImageError(f'Image {path} does not exist. Check the path.')
    pixels = decode_file(path)
    if pixels is None:
        raise UnreadableImageError(
            f'Image {path} is truncated or not an image. Copy the file again.'
        )
    return pixels


def decode_file(path: Path) -> np.ndarray | None:
    """Decode an existing file; return None if it is truncated or not an image.

    ``cv2.imread`` would return a truncated JPEG whose end is gray.
    """
    content = np.frombuffer(path.read_bytes(), np.uint8)
    return cv2.imdecode(content, cv2.IMREAD_COLOR) if len(content) else None


def check_pixels(pixels: object) -> None:
    """Check that an array is an image in the form that OpenCV uses.

    Raises:
        ValueError: If it is not a uint8 array ``[H, W, 3]``.
    """
    shape: tuple[int, ...] = getattr(pixels, 'shape', ())
    dtype = getattr(pixels, 'dtype', type(pixels).__name__)
    if len(shape) != 3 or shape[2] != 3 or dtype != np.uint8 or 0 in shape:
        raise ValueError(
            f'an image must be a uint8 array [H, W, 3] in BGR order, not {dtype} '
            f'{list(shape)}; poseur.structures.images.read_image(path) returns one'
        )
