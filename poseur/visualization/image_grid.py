"""Images with captions, arranged in grids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from .drawing import Color, draw_dot, draw_text, text_width

BAR = 24  # height of a line of text in pixels
TEXT_SIZE = 0.45
GAP = 6  # pixels between the images of a grid
INK: Color = (40, 40, 40)


class CaptionedImage(NamedTuple):
    """An image with a caption.

    Attributes:
        image: Pixels, uint8 BGR ``[H, W, 3]``.
        caption: A short line of text above the image.
        legend: Colors (BGR) and their meanings, shown below the image.
    """

    image: np.ndarray
    caption: str
    legend: tuple[tuple[Color, str], ...] = ()


def image_grid(images: Sequence[CaptionedImage], columns: int) -> np.ndarray:
    """Arrange captioned images row by row, uint8 BGR.

    All cells have the size of the largest image.
    """
    rendered = [render(image) for image in images]
    size = max(r.shape[1] for r in rendered), max(r.shape[0] for r in rendered)
    return contact_sheet(rendered, columns, size)


def contact_sheet(
    images: Sequence[np.ndarray], columns: int, size: tuple[int, int]
) -> np.ndarray:
    """Arrange images without captions row by row.

    Args:
        images: Images, uint8 BGR ``[H, W, 3]``, which are scaled to fit their cells.
        columns: Images in a row.
        size: Width and height of a cell in pixels.

    Returns:
        The sheet, uint8 BGR.
    """
    width, height = size
    rows = -(-len(images) // columns)
    sheet = np.full((rows * height, columns * width, 3), 255, np.uint8)
    for index, image in enumerate(images):
        zoom = min(width / image.shape[1], height / image.shape[0])
        scaled = cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        top, left = index // columns * height, index % columns * width
        sheet[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return sheet


def render(captioned: CaptionedImage) -> np.ndarray:
    """Render an image with its caption above and its legend, if any, below."""
    width = captioned.image.shape[1]
    parts = [caption_bar(width, captioned.caption), captioned.image]
    if captioned.legend:
        parts.append(_legend(width, captioned.legend))
    gap = ((0, GAP), (0, GAP), (0, 0))
    return np.pad(np.concatenate(parts), gap, constant_values=255)


def caption_bar(width: int, text: str) -> np.ndarray:
    """Render a line of text on white, uint8 BGR ``[BAR, width, 3]``.

    Long text is scaled down to fit.
    """
    bar = np.full((BAR, width, 3), 255, np.uint8)
    size = TEXT_SIZE * min(1, (width - 8) / max(text_width(text, TEXT_SIZE), 1))
    draw_text(bar, text, (4, BAR - 8), INK, size)
    return bar


def _legend(width: int, entries: Sequence[tuple[Color, str]]) -> np.ndarray:
    """Render evenly spaced colored dots with their meanings."""
    bar = np.full((BAR, width, 3), 255, np.uint8)
    for index, (color, text) in enumerate(entries):
        left = 4 + index * (width - 4) / len(entries)
        place = np.array([left + 6, BAR / 2])
        draw_dot(bar, place, 4.5, color)
        draw_dot(bar, place, 4.5, INK, 1)
        room = width / len(entries) - 18
        size = TEXT_SIZE * min(0.9, room / max(text_width(text, TEXT_SIZE), 1))
        draw_text(bar, text, (round(left) + 14, BAR - 8), INK, size)
    return bar
