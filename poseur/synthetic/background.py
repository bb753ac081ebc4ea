"""Cluttered backgrounds: rooms, streets and meadows, with shadows of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from . import clutter
from .colors import hsv_color, sample_color, sample_skin
from .sampling import chance, choose

# Rows at which things are drawn; larger pictures enlarge them.
_DRAWN_HEIGHT = 192
# Ranges of hue, saturation and value above and below the horizon, and what
# stands around.
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
    """Smooth random field with about ``cells`` cells across, (H, W, 1)."""
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
    """Wall or sky above the horizon and ground below it, float (H, W, 3)."""
    rows = np.arange(height, dtype=np.float32)[:, None, None]
    wall, ground = np.float32(wall), np.float32(ground)
    horizon = rng.uniform(0.45, 0.8) * height
    upper = wall * (1 + rng.normal(0, 0.2) * (rows / height - 0.4))
    lower = ground * (1 + rng.normal(0, 0.3) * (rows / height - 0.8))
    picture = np.where(rows < horizon, upper, lower)
    if chance(rng, 0.4):
        edge = np.abs(rows - horizon) < rng.uniform(0.5, 3)
        picture = np.where(edge, 0.7 * ground, picture)
    return np.broadcast_to(picture, (height, width, 3)) + _noise(
        rng, width, height, 6, 12
    )


def draw_background(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Draw surroundings with clutter, somewhat out of focus.

    Args:
        rng: Source of randomness.
        width: Pixels.
        height: Pixels.

    Returns:
        np.ndarray: Blue, green, red bytes, (height, width, 3).
    """
    small = min(1.0, _DRAWN_HEIGHT / height)
    size = max(8, round(width * small)), max(8, round(height * small))
    *palettes, things = _SETTINGS[choose(rng, dict.fromkeys(_SETTINGS, 1.0))]
    wall, ground = (
        hsv_color(*(rng.uniform(*bounds) for bounds in palette)) for palette in palettes
    )
    picture = np.ascontiguousarray(_base(rng, *size, wall, ground), np.float32)
    for _ in range(int(rng.integers(3, 13))):
        draw = things[rng.integers(len(things))]
        draw(picture, rng, _thing_color(rng, draw, wall, ground))
    for _ in range(int(rng.integers(0, 4))):
        color = sample_skin(rng) if chance(rng, 0.4) else sample_color(rng)
        clutter.draw_capsule(picture, rng, color)
    picture += _noise(rng, *size, 40, rng.uniform(2, 8))
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 2.0))
    picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _thing_color(
    rng: np.random.Generator,
    draw: Callable[..., None],
    wall: np.ndarray,
    ground: np.ndarray,
) -> np.ndarray:
    """Green for leaves; else a tone of the surroundings or any color, muted."""
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
    picture: np.ndarray, feet: Sequence[np.ndarray], darkness: float
) -> np.ndarray:
    """Darken the ground below people.

    Args:
        picture: Bytes, (H, W, 3).
        feet: Per person left, right and lower border of what touches the
            ground, in pixels.
        darkness: Share of light that the shadow takes away.
    """
    shadow = np.zeros(picture.shape[:2], np.float32)
    for left, right, bottom in feet:
        half = 0.5 * (right - left) + 3
        place = (int(0.5 * (left + right)), int(bottom - 0.1 * half))
        cv2.ellipse(
            shadow, place, (int(half), int(0.22 * half) + 1), 0, 0, 360, darkness, -1
        )
    shadow = cv2.GaussianBlur(shadow, (0, 0), 2.5)
    return (picture * (1 - shadow[..., None])).astype(np.uint8)
