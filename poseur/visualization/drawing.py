"""Drawing primitives with subpixel accuracy; in place, with colors in BGR order."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

Color = tuple[int, int, int]

WHITE: Color = (255, 255, 255)
GRAY: Color = (150, 150, 150)
SHIFT = 4  # fractional bits of OpenCV's coordinates: 1/16 pixel
MAX_COORDINATE = 1e5  # pixels; larger coordinates, never visible, overflow in OpenCV
FONT = cv2.FONT_HERSHEY_SIMPLEX


def bgr(color: Sequence[int]) -> Color:
    """Convert an RGB color to BGR."""
    red, green, blue = (int(channel) for channel in color)
    return blue, green, red


def gradient(count: int, colormap: int = cv2.COLORMAP_PLASMA) -> list[Color]:
    """Return colors from dark to bright along one of OpenCV's color maps."""
    values = np.linspace(70, 240, count).astype(np.uint8)[None]
    colors = cv2.applyColorMap(values, colormap)[0].tolist()
    return [(blue, green, red) for blue, green, red in colors]


def draw_line(
    image: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    color: Color,
    width: int = 1,
) -> None:
    """Draw a line between two points ``[2]`` in pixels."""
    cv2.line(image, _fixed(start), _fixed(end), color, width, cv2.LINE_AA, SHIFT)


def draw_dot(
    image: np.ndarray,
    center: np.ndarray,
    radius: float,
    color: Color,
    width: int = cv2.FILLED,
) -> None:
    """Draw a disc, or a ring of a given width, around a point ``[2]`` in pixels."""
    fixed_radius = round(radius * 2**SHIFT)
    cv2.circle(image, _fixed(center), fixed_radius, color, width, cv2.LINE_AA, SHIFT)


def draw_ellipse(
    image: np.ndarray,
    center: np.ndarray,
    half_axes: np.ndarray,
    color: Color,
    width: int = cv2.FILLED,
) -> None:
    """Draw an axis-aligned ellipse; center and half axes ``[2]`` are in pixels."""
    cv2.ellipse(
        image,
        _fixed(center),
        _fixed(half_axes),
        angle=0,
        startAngle=0,
        endAngle=360,
        color=color,
        thickness=width,
        lineType=cv2.LINE_AA,
        shift=SHIFT,
    )


def draw_cross(
    image: np.ndarray, center: np.ndarray, radius: float, color: Color, width: int = 1
) -> None:
    """Draw a diagonal cross around a point ``[2]`` in pixels."""
    for arm in (np.array([radius, radius]), np.array([radius, -radius])):
        draw_line(image, center - arm, center + arm, color, width)


def draw_frame(
    image: np.ndarray, corners: np.ndarray, color: Color, width: int = 1
) -> None:
    """Draw a rectangle with the corners ``[2, 2]`` in pixels."""
    first, last = (_fixed(corner) for corner in corners)
    cv2.rectangle(image, first, last, color, width, cv2.LINE_AA, SHIFT)


def blend(image: np.ndarray, overlay: np.ndarray, opacity: float) -> None:
    """Blend an overlay of the same size into an image."""
    cv2.addWeighted(overlay, opacity, image, 1 - opacity, 0, dst=image)


def draw_text(
    image: np.ndarray,
    text: str,
    place: tuple[int, int],
    color: Color = WHITE,
    size: float = 0.45,
) -> None:
    """Write a line of text whose lower left corner is at ``place``, in pixels."""
    cv2.putText(image, text, place, FONT, size, color, 1, cv2.LINE_AA)


def text_width(text: str, size: float) -> int:
    """Return the width of a line of text in pixels."""
    return cv2.getTextSize(text, FONT, size, 1)[0][0]


def _fixed(point: np.ndarray) -> tuple[int, int]:
    """Convert a point to OpenCV's fixed-point numbers."""
    x, y = np.rint(np.clip(point, -MAX_COORDINATE, MAX_COORDINATE) * 2**SHIFT)
    return int(x), int(y)
