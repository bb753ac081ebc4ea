"""Panels of the predicted pose: labels, uncertainty, and keypoints beyond the box."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..drawing import (
    WHITE,
    bgr,
    blend,
    draw_cross,
    draw_dot,
    draw_ellipse,
    draw_frame,
)
from ..image_grid import CaptionedImage
from ..skeletons import draw_pose
from ..traces import InstanceTrace

OPACITY = 0.4
YELLOW = (0, 220, 255)


def pose(instance: InstanceTrace) -> list[CaptionedImage]:
    """Draw the predicted skeleton, and the labels as crosses.

    The area outside the model's crop is darkened.
    """
    canvas = instance.view.canvas(0.8)
    _draw_prediction(canvas, instance)
    truth = instance.view.place(instance.truth)
    width = max(1, len(canvas) // 256)
    for label in truth[~np.isnan(truth).any(axis=1)]:
        draw_cross(canvas, label, 0.008 * len(canvas), WHITE, width)
    return [CaptionedImage(canvas, f'prediction, labels x | {instance.name}')]


def uncertainty(
    instance: InstanceTrace, factors: Sequence[float] = (1.0, 1.0)
) -> list[CaptionedImage]:
    """Draw ellipses whose half axes are one and two Laplace scales.

    The scale of a Laplace distribution is the mean absolute deviation along its axis. A
    coordinate is within one scale with a probability of 63 %, within two with 86 %.

    Args:
        instance: The person.
        factors: Factors for the predicted scales along x and y. RLE's flow narrows the
            distribution; ``poseur calibrate`` measures by how much.
    """
    canvas = instance.view.canvas(0.55, colorful=False)
    _draw_prediction(canvas, instance, width=1)
    sigmas = instance.trace.sigmas[-1] * np.array(factors)
    half_axes = instance.view.length(sigmas)
    colors = [bgr(color) for color in instance.skeleton.keypoint_colors]
    overlay = canvas.copy()
    for place, axes, color in zip(instance.prediction, half_axes, colors, strict=True):
        draw_ellipse(overlay, place, axes, color)
    blend(canvas, overlay, OPACITY)
    for place, axes, color in zip(instance.prediction, half_axes, colors, strict=True):
        draw_ellipse(canvas, place, axes, color, 2)
        draw_ellipse(canvas, place, 2 * axes, color, 1)
    mean = 100 * sigmas.mean()
    return [CaptionedImage(canvas, f'1 and 2 sigma, mean {mean:.1f} % of the crop')]


def beyond_box(instance: InstanceTrace) -> list[CaptionedImage]:
    """Draw box (white) and crop (yellow), with rings around keypoints outside them.

    A white ring marks a keypoint outside the box. A yellow ring marks one outside the
    crop, which the model does not see.
    """
    canvas = instance.view.canvas(0.9)
    _draw_prediction(canvas, instance)
    box = instance.view.place(instance.box)
    counts = {}
    frames = (('box', box, WHITE), ('crop', instance.view.crop, YELLOW))
    for number, (name, corners, color) in enumerate(frames):
        draw_frame(canvas, corners, color)
        outside = _outside(instance.prediction, corners)
        counts[name] = int(outside.sum())
        for place in instance.prediction[outside]:
            draw_dot(canvas, place, (0.018 + 0.008 * number) * len(canvas), color, 2)
    caption = f'beyond the box: {counts["box"]}, the crop: {counts["crop"]}'
    return [CaptionedImage(canvas, caption, ((WHITE, 'box'), (YELLOW, 'crop')))]


def _draw_prediction(
    canvas: np.ndarray, instance: InstanceTrace, width: int | None = None
) -> None:
    """Draw the final prediction into a canvas of the person's view, in place."""
    scores = np.ones(len(instance.prediction))
    draw_pose(canvas, instance.prediction, scores, instance.skeleton, width=width)


def _outside(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Return which points ``[K, 2]`` lie outside a rectangle, ``[K]``."""
    return ((points < corners[0]) | (points > corners[1])).any(axis=1)
