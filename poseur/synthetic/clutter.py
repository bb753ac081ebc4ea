"""Objects in the background, each drawn at a random place.

All functions draw on a float image (H, W, 3) in the given color.
"""

from __future__ import annotations

import cv2
import numpy as np

from .sampling import chance


def draw_capsule(
    image: np.ndarray, rng: np.random.Generator, color: np.ndarray
) -> None:
    """Draw a limb-like distractor: one or two joined strokes of the same width."""
    height, width = image.shape[:2]
    point = rng.uniform((0, 0), (width, height))
    thickness = int(rng.integers(3, 11))
    for _ in range(int(rng.integers(1, 3))):
        after = point + rng.normal(0, 0.13 * height, 2)
        cv2.line(
            image,
            point.astype(np.int32).tolist(),
            after.astype(np.int32).tolist(),
            color.tolist(),
            thickness,
        )
        point = after


def draw_box(image: np.ndarray, rng: np.random.Generator, color: np.ndarray) -> None:
    """Draw a piece of furniture: a front, a lighter top and drawers."""
    height, width = image.shape[:2]
    w, h = rng.uniform(0.08, 0.35) * width, rng.uniform(0.1, 0.45) * height
    x, y = rng.uniform(-0.1, 0.95) * width, rng.uniform(0.2, 0.9) * height
    depth = rng.uniform(0.02, 0.08) * width
    corners = np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
    top = np.array(
        [
            [x, y],
            [x + depth, y - 0.5 * depth],
            [x + w + depth, y - 0.5 * depth],
            [x + w, y],
        ]
    )
    cv2.fillConvexPoly(image, corners.astype(np.int32), color.tolist())
    cv2.fillConvexPoly(image, top.astype(np.int32), (1.15 * color).tolist())
    for k in range(1, int(rng.integers(1, 5))):
        line = int(y + k * h / 4)
        cv2.line(image, (int(x), line), (int(x + w), line), (0.75 * color).tolist(), 1)


def draw_pole(image: np.ndarray, rng: np.random.Generator, color: np.ndarray) -> None:
    """Draw a straight post, or a fence of several."""
    height, width = image.shape[:2]
    x, step = rng.uniform(0, width), rng.uniform(0.04, 0.15) * width
    slant = rng.normal(0, 0.03) * width
    top, bottom = rng.uniform(-0.1, 0.4) * height, rng.uniform(0.6, 1.1) * height
    thickness = int(rng.integers(1, 9))
    for k in range(1 if chance(rng, 0.6) else int(rng.integers(3, 8))):
        cv2.line(
            image,
            (int(x + k * step), int(top)),
            (int(x + k * step + slant), int(bottom)),
            color.tolist(),
            thickness,
        )


def draw_foliage(
    image: np.ndarray, rng: np.random.Generator, color: np.ndarray
) -> None:
    """Draw a bush: many small leaves of one hue."""
    height, width = image.shape[:2]
    center = rng.uniform((0, 0.1 * height), (width, height))
    spread = rng.uniform(0.05, 0.16) * height
    count = int(rng.integers(25, 80))
    places = (center + rng.normal(0, spread, (count, 2))).astype(np.int32)
    sizes = rng.integers(2, 8, (count, 2))
    shades = color * rng.uniform(0.6, 1.3, (count, 1))
    for place, size, turn, shade in zip(
        places, sizes, rng.uniform(0, 180, count), shades, strict=True
    ):
        cv2.ellipse(
            image,
            place.tolist(),
            size.tolist(),
            turn,
            0,
            360,
            shade.tolist(),
            -1,
        )


def draw_grid(image: np.ndarray, rng: np.random.Generator, color: np.ndarray) -> None:
    """Draw windows, tiles or shelves: a regular grid of panes."""
    height, width = image.shape[:2]
    x0, y0 = rng.uniform(-0.1, 0.8) * width, rng.uniform(-0.1, 0.5) * height
    pane = rng.uniform(0.04, 0.13, 2) * height
    gap = rng.uniform(1.1, 1.5)
    for row in range(int(rng.integers(1, 5))):
        for column in range(int(rng.integers(2, 6))):
            x, y = x0 + column * gap * pane[0], y0 + row * gap * pane[1]
            cv2.rectangle(
                image,
                (int(x), int(y)),
                (int(x + pane[0]), int(y + pane[1])),
                color.tolist(),
                -1,
            )


def draw_blob(image: np.ndarray, rng: np.random.Generator, color: np.ndarray) -> None:
    """Draw a ball, a stone or a lamp."""
    height, width = image.shape[:2]
    place = rng.uniform((0, 0), (width, height)).astype(np.int32)
    axes = (rng.uniform(0.02, 0.12, 2) * height).astype(np.int32)
    cv2.ellipse(
        image,
        place.tolist(),
        axes.tolist(),
        rng.uniform(0, 180),
        0,
        360,
        color.tolist(),
        -1,
    )
