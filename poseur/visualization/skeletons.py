"""Poses drawn on images: one skeleton, or all people of a result."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

import cv2
import numpy as np

from .drawing import FONT, Color, bgr, blend, draw_dot, draw_ellipse, draw_line

if TYPE_CHECKING:
    from poseur.structures import PoseResult, Skeleton

BOX_COLOR = (200, 200, 200)
EXTENT_PER_WIDTH = 60  # ratio of the extent of a person to the width of a limb
OPACITY = 0.35  # of the ellipses of errors
GOLDEN_ANGLE = 0.381966  # of a full turn; gives successive ids distinct hues


def draw_pose(
    image: np.ndarray,
    keypoints: np.ndarray,
    scores: np.ndarray,
    skeleton: Skeleton,
    min_score: float = 0.2,
    width: int | None = None,
) -> None:
    """Draw the skeleton of one person into an image, in place.

    Args:
        image: Pixels, uint8 BGR ``[H, W, 3]``.
        keypoints: Coordinates in pixels ``[K, 2]``.
        scores: Keypoint scores ``[K]``.
        skeleton: Limbs and colors of the keypoints.
        min_score: Minimum score; lower-scoring keypoints and their limbs are left out.
        width: Width of the limbs in pixels. The default suits a person as tall as the
            image.
    """
    shown = scores >= min_score
    width = width or max(1, round(image.shape[0] / 150))
    for (start, end), color in zip(skeleton.links, skeleton.link_colors, strict=True):
        if shown[start] and shown[end]:
            draw_line(image, keypoints[start], keypoints[end], bgr(color), width)
    for index in np.flatnonzero(shown):
        color = bgr(skeleton.keypoint_colors[index])
        draw_dot(image, keypoints[index], 1.2 * width, color)


def draw_people(
    image: np.ndarray,
    result: PoseResult,
    min_score: float = 0.2,
    show_boxes: bool = True,
    show_errors: bool = False,
) -> np.ndarray:
    """Draw skeletons, boxes and track ids, the highest-scoring people on top.

    Limbs have the colors of the dataset's metainfo. Boxes are gray, or with tracking
    have the color of the track.

    Args:
        image: Pixels, uint8 BGR ``[H, W, 3]``; not modified.
        result: The people.
        min_score: Minimum score; lower-scoring keypoints and their limbs are left out.
        show_boxes: Whether to draw boxes.
        show_errors: Whether to draw ellipses below the keypoints, whose half axes are
            the mean errors to expect.

    Returns:
        A new image of the same size.

    Raises:
        ValueError: If errors are asked for, and the result has none.
    """
    canvas = np.array(image)
    if show_errors:
        _draw_errors(canvas, result, min_score)
    for index in np.argsort(result.scores):
        if show_boxes:
            _draw_box(canvas, result, index)
        keypoints, scores = result.keypoints[index], result.keypoint_scores[index]
        width = limb_width(keypoints[scores >= min_score], image.shape[0])
        draw_pose(canvas, keypoints, scores, result.skeleton, min_score, width)
    return canvas


def limb_width(keypoints: np.ndarray, height: int) -> int:
    """Return the width of limbs in pixels for the size of a person.

    Args:
        keypoints: Coordinates of the visible keypoints ``[n, 2]``.
        height: Height of the image in pixels; the width is at most 1/150 of it.
    """
    extent = np.ptp(keypoints, axis=0).max() if len(keypoints) else 0.0
    maximum = max(1, round(height / 150))
    return int(np.clip(round(extent / EXTENT_PER_WIDTH), 1, maximum))


def track_color(track_id: int) -> Color:
    """Return a bright color for a track id, as blue, green, red."""
    red, green, blue = colorsys.hsv_to_rgb(track_id * GOLDEN_ANGLE % 1, 0.75, 1)
    return round(255 * blue), round(255 * green), round(255 * red)


def _draw_errors(canvas: np.ndarray, result: PoseResult, min_score: float) -> None:
    """Draw the mean errors to expect as ellipses, in place."""
    errors = result.expected_errors
    if errors is None:
        raise ValueError(
            f'{result.title}: the errors to expect are unknown, since the factors of '
            'the model have not been measured. Use a model of --list-models, or '
            'measure them for your own (`poseur ship --predictions`).'
        )
    overlay = canvas.copy()
    colors = [bgr(color) for color in result.skeleton.keypoint_colors]
    for person, keypoint in np.argwhere(result.keypoint_scores >= min_score):
        place, half_axes = result.keypoints[person, keypoint], errors[person, keypoint]
        draw_ellipse(overlay, place, half_axes, colors[keypoint])
    blend(canvas, overlay, OPACITY)


def _draw_box(canvas: np.ndarray, result: PoseResult, index: int) -> None:
    """Draw the box of a person, and the track id if there is one."""
    left, top, right, bottom = (round(float(value)) for value in result.boxes[index])
    if result.track_ids is None:
        cv2.rectangle(canvas, (left, top), (right, bottom), BOX_COLOR, 1)
        return
    number = int(result.track_ids[index])
    color = track_color(number)
    cv2.rectangle(canvas, (left, top), (right, bottom), color, 2)
    scale = max(0.4, canvas.shape[0] / 900)
    (width, height), _ = cv2.getTextSize(str(number), FONT, scale, 1)
    left, top = max(left, 0), max(top, 0)
    corner = (left + width + 6, top + height + 6)
    cv2.rectangle(canvas, (left, top), corner, color, cv2.FILLED)
    place = (left + 3, top + height + 3)
    cv2.putText(canvas, str(number), place, FONT, scale, (0, 0, 0), 1, cv2.LINE_AA)
