"""Image files: one decoder for training, tests, inference, deployment and figures."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np

SUFFIX = re.compile(
    r'\.(bmp|dib|hdr|jfif|jp2|jpe?g|jpe|p[bgnp]m|png|tiff?|webp)', re.IGNORECASE
)
MAX_SIDE = 32766  # pixels; OpenCV cuts no crops out of larger images
ROUNDING = 0.02  # by which compressed images of floats leave the range of 0 to 1
EIGHT_BITS = 'Save it with 8 bits per channel.'


class UnreadableImageError(OSError):
    """An image file is missing, truncated, too large or not an image."""


def is_image_name(path: str | Path) -> bool:
    """Return whether the extension of a file is that of an image."""
    return bool(SUFFIX.fullmatch(Path(path).suffix))


def read_image(path: str | Path, subject: str | None = None) -> np.ndarray:
    """Read an image file as uint8 BGR ``[H, W, 3]``, turned as EXIF says.

    Images of 16 bits per channel are divided by the power of two that makes the fewest
    bits that hold their brightest value 8 bits: 12-bit values in a 16-bit file are
    divided by 16, and those that use all bits by 256. Floats must lie between 0 (black)
    and 1 (white).

    Args:
        path: The file.
        subject: The image in messages; by default its path.

    Raises:
        UnreadableImageError: If the file is missing, truncated, not an image, larger
            than OpenCV can handle or of another number format.
    """
    path = Path(path)
    subject = subject or f'Image {path}'
    if not path.is_file():
        kind = 'is a folder' if path.is_dir() else 'does not exist'
        raise UnreadableImageError(f'{subject} {kind}. Check the path.')
    return decode_image(path.read_bytes(), subject)


def decode_image(content: bytes, subject: str) -> np.ndarray:
    """Decode the content of an image file, see :func:`read_image`.

    Args:
        content: The content.
        subject: The image in messages.

    Raises:
        UnreadableImageError: If it cannot be decoded or used.
    """
    try:
        return to_uint8(_decode(content))
    except ValueError as error:
        raise UnreadableImageError(f'{subject} {error}') from error


def to_uint8(pixels: np.ndarray) -> np.ndarray:
    """Scale the values of an image to 8 bits, see :func:`read_image`.

    Args:
        pixels: uint8, uint16 or floating-point array.

    Returns:
        The same array if it is uint8, else a new one.

    Raises:
        ValueError: If the values are of another type or outside of 0 to 1.
    """
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.uint16:
        return (pixels >> max(int(pixels.max()).bit_length() - 8, 0)).astype(np.uint8)
    if not np.issubdtype(pixels.dtype, np.floating):
        raise ValueError(f'has values of the type {pixels.dtype}. {EIGHT_BITS}')
    low, high = pixels.min(), pixels.max()
    if not (low >= -ROUNDING and high <= 1 + ROUNDING):  # also if one is NaN
        raise ValueError(
            f'has values from {low:.4g} to {high:.4g}, and floats must lie between 0 '
            f'(black) and 1 (white). {EIGHT_BITS}'
        )
    return np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8)


def check_pixels(pixels: object) -> None:
    """Check that an array is an image in the form that OpenCV uses.

    Raises:
        ValueError: If it is not a uint8 array ``[H, W, 3]``, or is larger than OpenCV
            can handle.
    """
    shape: tuple[int, ...] = getattr(pixels, 'shape', ())
    dtype = getattr(pixels, 'dtype', type(pixels).__name__)
    if len(shape) != 3 or shape[2] != 3 or dtype != np.uint8 or 0 in shape:
        raise ValueError(
            f'an image must be a uint8 array [H, W, 3] in BGR order, not {dtype} '
            f'{list(shape)}; poseur.structures.images.read_image(path) returns one'
        )
    if fault := _size_fault(shape):
        raise ValueError(f'the image {fault}')


def _decode(content: bytes) -> np.ndarray:
    """Decode a file without scaling its values.

    ``cv2.imread`` would return a truncated JPEG whose end is gray.

    Raises:
        ValueError: If it cannot be decoded.
    """
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH
    try:
        encoded = np.frombuffer(content, np.uint8)
        pixels = cv2.imdecode(encoded, flags) if content else None
    except cv2.error as error:
        raise ValueError(
            f'cannot be decoded by OpenCV ({error.err}). Make it smaller or convert it '
            'to PNG or JPEG.'
        ) from error
    if pixels is None:
        raise ValueError(
            'is truncated or not an image. Copy it again, or leave it out.'
        )
    if fault := _size_fault(pixels.shape):
        raise ValueError(fault)
    return pixels


def _size_fault(shape: tuple[int, ...]) -> str | None:
    """Return what is wrong with the size of an image, if anything."""
    height, width = shape[:2]
    if max(height, width) <= MAX_SIDE:
        return None
    return (
        f'has {width}x{height} pixels, and OpenCV cuts no crops out of images with '
        f'more than {MAX_SIDE} a side. Scale it down, or cut it up.'
    )
