"""Pictures with a caption, arranged on sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .drawing import Color, draw_dot, draw_text, text_width
from .pose_drawing import contact_sheet

BAR = 24  # pixels
TEXT_SIZE = 0.45
GAP = 6  # pixels between tiles
INK: Color = (40, 40, 40)


class Tile(NamedTuple):
    """A picture and what it shows.

    Attributes:
        picture: Pixels, uint8 BGR ``[H, W, 3]``.
        caption: A short line.
        legend: Colors (BGR) with their meanings, for a line below.
    """

    picture: np.ndarray
    caption: str
    legend: tuple[tuple[Color, str], ...] = ()


def render(tile: Tile) -> np.ndarray:
    """The picture with the caption above and the legend, if any, below, on white."""
    width = tile.picture.shape[1]
    parts = [caption_bar(width, tile.caption), tile.picture]
    if tile.legend:
        parts.append(_legend(width, tile.legend))
    gap = ((0, GAP), (0, GAP), (0, 0))
    return np.pad(np.concatenate(parts), gap, constant_values=255)


def tile_sheet(tiles: Sequence[Tile], columns: int) -> np.ndarray:
    """All tiles row by row, uint8 BGR; cells are as large as the largest tile."""
    pictures = [render(tile) for tile in tiles]
    size = max(p.shape[1] for p in pictures), max(p.shape[0] for p in pictures)
    return contact_sheet(pictures, columns, size)


def caption_bar(width: int, text: str) -> np.ndarray:
    """A line of text on white, as large as fits: uint8 BGR ``[BAR, width, 3]``."""
    bar = np.full((BAR, width, 3), 255, np.uint8)
    size = TEXT_SIZE * min(1, (width - 8) / max(text_width(text, TEXT_SIZE), 1))
    draw_text(bar, text, (4, BAR - 8), INK, size)
    return bar


def _legend(width: int, entries: Sequence[tuple[Color, str]]) -> np.ndarray:
    """Colored dots with their meanings at equal distances."""
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
