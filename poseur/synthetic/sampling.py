"""Random draws shared by all samplers: choices, chances and colors.

Colors are float arrays of blue, green and red in 0..255.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

import numpy as np

_SKIN_RGB = np.array(
    [
        [255, 224, 196],
        [241, 194, 158],
        [224, 172, 128],
        [198, 134, 92],
        [141, 85, 56],
        [96, 58, 40],
        [70, 44, 34],
    ],
    float,
)
_HAIR_RGB = np.array(
    [
        [28, 22, 20],
        [60, 40, 28],
        [100, 66, 40],
        [150, 105, 62],
        [205, 170, 110],
        [150, 60, 30],
        [150, 150, 150],
        [225, 222, 215],
    ],
    float,
)


def choose(rng: np.random.Generator, table: Mapping[str, float]) -> str:
    """Draw a key with probability proportional to its value."""
    weights = np.array(list(table.values()))
    return list(table)[rng.choice(len(weights), p=weights / weights.sum())]


def chance(rng: np.random.Generator, probability: float) -> bool:
    """Return True with the given probability."""
    return bool(rng.random() < probability)


def hsv_color(hue: float, saturation: float, value: float) -> np.ndarray:
    """Convert hue, saturation and value in 0..1 to a color."""
    return 255 * np.array(colorsys.hsv_to_rgb(hue % 1, saturation, value))[::-1]


def sample_color(rng: np.random.Generator) -> np.ndarray:
    """Draw a color of clothes: half are vivid, the rest dark, light or gray."""
    kind = rng.random()
    if kind < 0.5:
        return hsv_color(rng.random(), rng.uniform(0.5, 0.95), rng.uniform(0.45, 1))
    if kind < 0.7:
        return hsv_color(rng.random(), rng.uniform(0, 0.5), rng.uniform(0.08, 0.3))
    if kind < 0.87:
        return hsv_color(rng.random(), rng.uniform(0, 0.25), rng.uniform(0.8, 1))
    return hsv_color(rng.random(), rng.uniform(0.1, 0.4), rng.uniform(0.35, 0.65))


def _sample_table(rng: np.random.Generator, table: np.ndarray) -> np.ndarray:
    """Draw a color between two neighboring rows of an RGB table."""
    at = rng.uniform(0, len(table) - 1)
    rows = np.arange(len(table))
    rgb = np.array([np.interp(at, rows, table[:, k]) for k in range(3)])
    return np.clip(rgb * rng.uniform(0.92, 1.06), 0, 255)[::-1]


def sample_skin(rng: np.random.Generator) -> np.ndarray:
    """Draw a skin color."""
    return _sample_table(rng, _SKIN_RGB)


def sample_hair_color(rng: np.random.Generator) -> np.ndarray:
    """Draw a hair color."""
    return _sample_table(rng, _HAIR_RGB)
