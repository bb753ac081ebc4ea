"""Things that stand in front of everybody."""

from __future__ import annotations

import numpy as np

from .colors import sample_color
from .config import SyntheticPeopleConfig
from .renderer import Canvas
from .surface import PART_INDEX


class Foreground:
    """A post, a box or a bush.

    Args:
        rng: Source of randomness.
        cfg: Options of the pictures.
    """

    def __init__(self, rng: np.random.Generator, cfg: SyntheticPeopleConfig) -> None:
        draw = (_post, _box, _bush)[rng.integers(3)]
        self.shapes = draw(rng, cfg.width, cfg.height)
        shades = rng.uniform(0.7, 1.1, (len(self.shapes), 1))
        self.colors = sample_color(rng) * shades

    def paint(self, canvas: Canvas) -> None:
        """Paint over everything so far."""
        count = len(self.shapes)
        canvas.paint(
            self.shapes,
            self.colors,
            np.full(count, -1),
            np.full(count, PART_INDEX['object']),
            np.full(count, np.inf),
        )


def _rectangle(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]])


def _post(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    x = rng.uniform(0.05, 0.95) * width
    half = rng.uniform(0.012, 0.03) * width
    return _rectangle(x - half, -5, x + half, height + 5)


def _box(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    x = rng.uniform(0.05, 0.95) * width
    half = rng.uniform(0.08, 0.2) * width
    return _rectangle(x - half, rng.uniform(0.7, 0.88) * height, x + half, height + 5)


def _bush(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    count, spread = 70, rng.uniform(0.05, 0.1) * height
    middle = (rng.uniform(0.05, 0.95) * width, height)
    centers = middle + rng.normal(0, spread, (count, 2)) * (1.6, 1.2)
    turn = rng.uniform(0, np.pi, (count, 1)) + np.arange(4) * np.pi / 2
    reach = np.where(np.arange(4) % 2, 0.010, 0.032) * height
    leaves = np.stack([np.cos(turn), np.sin(turn)], 2) * reach[:, None]
    return centers[:, None] + leaves
