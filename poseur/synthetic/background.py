"""Cluttered backgrounds (rooms, streets and meadows) and shadows of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from . import clutter
from .sampling import chance, choose, hsv_color, sample_color, sample_skin

# Backgrounds are drawn at no more than this height and then enlarged.
_DRAWN_HEIGHT = 192
# Setting -> ranges of hue, saturation and value above and below the horizon, and the
# objects that stand around.
_SETTINGS = {
    'room': (
        ((0.0, 1.0), (0.02, 0.35), (0.35, 0.95)),
        ((0.03, 0.12), (0.1, 0.55), (0.25, 0.75)),
        (
            clutter.draw_box,
            clutter.draw_box,
            clutter.draw_grid,
            clutter.draw_pole,
            clutter.draw_blob,
        ),
    ),
    'street': (
        ((0.0, 0.65), (0.0, 0.3), (0.3, 0.85)),
        ((0.0, 0.65), (0.0, 0.12), (0.25, 0.65)),
        (
            clutter.draw_grid,
            clutter.draw_grid,
            clutter.draw_box,
            clutter.draw_pole,
            clutter.draw_foliage,
        ),
    ),
    'meadow': (
        ((0.50, 0.62), (0.08, 0.55), (0.55, 1.0)),
        ((0.12, 0.38), (0.2, 0.65), (0.25, 0.75)),
        (
            clutter.draw_foliage,
            clutter.draw_foliage,
            clutter.draw_capsule,
            clutter.draw_pole,
            clutter.draw_blob,
        ),
    ),
}


def _noise(
    rng: np.random.Generator, width: int, height: int, cells: int, amplitude: float
) -> np.ndarray:
    """Draw a smooth random field with ``cells`` cells across, (H, W, 1)."""
    rows = max(2, cells * height // width)
    field = rng.normal(0, amplitude, (rows, cells)).astype(np.float32)
    return cv2.resize(field, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]


def _base(
    rng: np.random.Generator,
    width: int,
    height: int,
    wall: np.ndarray,
    ground: np.ndarray,
) -> np.ndarray:
    """Draw a wall or sky above the horizon and ground below it, float (H, W, 3)."""
    rows = np.arange(height, dtype=np.float32)[:, None, None]
    wall, ground = wall.astype(np.float32), ground.astype(np.float32)
    horizon = rng.uniform(0.45, 0.8) * height
    upper = wall * (1 + rng.normal(0, 0.2) * (rows / height - 0.4))
    lower = ground * (1 + rng.normal(0, 0.3) * (rows / height - 0.8))
    image = np.where(rows < horizon, upper, lower)
    if chance(rng, 0.4):
        edge = np.abs(rows - horizon) < rng.uniform(0.5, 3)
        image = np.where(edge, 0.7 * ground, image)
    return np.broadcast_to(image, (height, width, 3)) + _noise(
        rng, width, height, 6, 12
    )


def draw_background(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Draw a cluttered background, somewhat out of focus.

    Args:
        rng: Source of randomness.
        width: Image width in pixels.
        height: Image height in pixels.

    Returns:
        Image, uint8 BGR (height, width, 3).
    """
    small = min(1.0, _DRAWN_HEIGHT / height)
    size = max(8, round(width * small)), max(8, round(height * small))
    *palettes, objects = _SETTINGS[choose(rng, dict.fromkeys(_SETTINGS, 1.0))]
    wall, ground = (
        hsv_color(*(rng.uniform(*bounds) for bounds in palette)) for palette in palettes
    )
    image: np.ndarray = np.ascontiguousarray(
        _base(rng, *size, wall, ground), np.float32
    )
    for _ in range(int(rng.integers(3, 13))):
        draw = objects[rng.integers(len(objects))]
        draw(image, rng, _object_color(rng, draw, wall, ground))
    for _ in range(int(rng.integers(0, 4))):
        color = sample_skin(rng) if chance(rng, 0.4) else sample_color(rng)
        clutter.draw_capsule(image, rng, color)
    image += _noise(rng, *size, 40, rng.uniform(2, 8))
    image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 2.0))
    image = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(image, 0, 255).astype(np.uint8)


def _object_color(
    rng: np.random.Generator,
    draw: Callable[..., None],
    wall: np.ndarray,
    ground: np.ndarray,
) -> np.ndarray:
    """Draw a muted color: green for leaves, else any color or one of the setting."""
    if draw is clutter.draw_foliage:
        color = hsv_color(
            rng.uniform(0.15, 0.42), rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.65)
        )
    elif chance(rng, 0.35):
        color = sample_color(rng)
    else:
        color = (wall if chance(rng, 0.5) else ground) * rng.uniform(0.5, 1.4)
    return 0.8 * color + 20


def cast_shadows(
    image: np.ndarray, feet: Sequence[np.ndarray], darkness: float
) -> np.ndarray:
    """Darken the ground below people's feet.

    Args:
        image: Background, uint8 BGR (H, W, 3).
        feet: Per person the left, right and lower border of the body parts on the
            ground, in pixels.
        darkness: Share of the light that the shadow takes away.
    """
    shadow: np.ndarray = np.zeros(image.shape[:2], np.float32)
    for left, right, bottom in feet:
        half = 0.5 * (right - left) + 3
        place = (int(0.5 * (left + right)), int(bottom - 0.1 * half))
        cv2.ellipse(
            shadow, place, (int(half), int(0.22 * half) + 1), 0, 0, 360, (darkness,), -1
        )
    shadow = cv2.GaussianBlur(shadow, (0, 0), 2.5)
    return (image * (1 - shadow[..., None])).astype(np.uint8)
