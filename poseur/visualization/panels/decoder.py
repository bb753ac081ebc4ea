"""Panels of the query decoder: reference points, sampling points, self-attention."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ..drawing import GRAY, WHITE, Color, draw_cross, draw_dot, draw_line, gradient
from ..image_grid import CaptionedImage
from ..traces import InstanceTrace, evenly_spread

NUM_KEYPOINTS = 4  # shown by default
MAX_RADIUS = 0.05  # of a sampling point of weight 1, as a fraction of the height
MIN_RADIUS = 0.5  # pixels
MAX_LINE_WIDTH = 0.06  # for an attention weight of 1, as a fraction of the height
NUM_SHADES = 32


def reference_points(instance: InstanceTrace) -> list[CaptionedImage]:
    """Draw the path of every keypoint from the proposal (dark) to the result (bright).

    The skeleton of the proposals is gray, that of the final keypoints white. Only the
    last step, from the last reference point to the keypoint, can leave the crop.
    """
    trace, view = instance.trace, instance.view
    canvas = view.canvas(0.45, colorful=False)
    stages = np.stack([trace.coarse, *trace.references[1:], trace.keypoints[-1]])
    places = view.place_normalized(stages)  # [N + 2, K, 2]
    for ends, color in ((places[0], GRAY), (places[-1], WHITE)):
        _draw_limbs(canvas, instance, ends, color)
    colors = gradient(len(places))
    for before, after, color in zip(places, places[1:], colors[1:], strict=False):
        for start, end in zip(before, after, strict=True):
            draw_line(canvas, start, end, color, 2)
    for points, color in zip(places, colors, strict=True):
        for point in points:
            draw_dot(canvas, point, 0.007 * len(canvas), color)
    moved = 100 * np.linalg.norm(stages[-1] - stages[0], axis=-1).mean()
    names = ['coarse', *(f'{n}' for n in range(1, len(trace.references))), 'final']
    legend = tuple(zip(colors, names, strict=True))
    caption = f'coarse to final: {moved:.1f} % of the crop'
    return [CaptionedImage(canvas, caption, legend)]


def sampling_points(
    instance: InstanceTrace, keypoints: Sequence[int] | None = None, layer: int = -1
) -> list[CaptionedImage]:
    """Draw the sampling points of one decoder layer, with an image per keypoint.

    Points of all heads and levels are shown. The color is the level and the area the
    attention weight. The cross is the reference point.

    Args:
        instance: The person.
        keypoints: Indices of the keypoints; by default four of them.
        layer: Index of the decoder layer.
    """
    layer = _resolve_layer(instance, layer)
    shapes = instance.trace.level_shapes
    colors = gradient(len(shapes), cv2.COLORMAP_TURBO)
    legend = tuple(
        (color, f'{height}x{width}')
        for color, (height, width) in zip(colors, shapes, strict=True)
    )
    return [
        CaptionedImage(
            _draw_samples(instance, keypoint, layer, colors),
            f'samples of {instance.skeleton.names[keypoint]}, layer {layer}',
            legend,
        )
        for keypoint in _resolve_keypoints(instance, keypoints)
    ]


def self_attention(
    instance: InstanceTrace, keypoints: Sequence[int] | None = None, layer: int = -1
) -> list[CaptionedImage]:
    """Draw the self-attention between keypoints (Fig. 2 of the supplement).

    Each image shows one attending keypoint (ring) with lines to all others. Width and
    brightness of a line are the attention weight, averaged over heads. The weight of
    the keypoint itself is not shown.

    Args:
        instance: The person.
        keypoints: Indices of the attending keypoints; by default four of them.
        layer: Index of the decoder layer.

    Raises:
        ValueError: If the decoder has no self-attention.
    """
    if instance.trace.attention is None:
        raise ValueError(
            'This decoder has no self-attention (self_attention=False). Leave the '
            'panel attention out.'
        )
    weights = instance.trace.attention[_resolve_layer(instance, layer)]
    return [
        _draw_attention(instance, keypoint, weights[keypoint])
        for keypoint in _resolve_keypoints(instance, keypoints)
    ]


def _draw_samples(
    instance: InstanceTrace, keypoint: int, layer: int, colors: Sequence[Color]
) -> np.ndarray:
    """Draw the sampling points of one keypoint."""
    trace, view = instance.trace, instance.view
    canvas = view.canvas(0.45, colorful=False)
    _draw_limbs(canvas, instance, instance.prediction, WHITE)
    places = view.place_normalized(trace.locations[layer, keypoint])  # [M, L, S, 2]
    radii = MAX_RADIUS * len(canvas) * np.sqrt(trace.weights[layer, keypoint])
    for index in np.argsort(-radii, axis=None):  # small points on top
        head, level, point = np.unravel_index(index, radii.shape)
        radius = max(radii[head, level, point], MIN_RADIUS)
        draw_dot(canvas, places[head, level, point], radius, colors[level])
    reference = view.place_normalized(trace.references[layer, keypoint])
    draw_cross(canvas, reference, 0.015 * len(canvas), WHITE, 2)
    return canvas


def _draw_attention(
    instance: InstanceTrace, keypoint: int, weights: np.ndarray
) -> CaptionedImage:
    """Draw the attention weights ``[K]`` of one keypoint."""
    canvas = instance.view.canvas(0.45, colorful=False)
    height, places = len(canvas), instance.prediction
    others = np.where(np.arange(len(weights)) == keypoint, 0, weights)
    shades = gradient(NUM_SHADES)
    for other in np.argsort(others)[1:]:  # the first is the keypoint itself
        shade = shades[int((NUM_SHADES - 1) * others[other] / others.max())]
        width = max(1, round(MAX_LINE_WIDTH * height * others[other]))
        draw_line(canvas, places[keypoint], places[other], shade, width)
    for place in places:
        draw_dot(canvas, place, 0.007 * height, WHITE)
    draw_dot(canvas, places[keypoint], 0.02 * height, WHITE, 2)
    names = instance.skeleton.names
    strongest = [other for other in np.argsort(-others) if other != keypoint][:2]
    parts = (f'{names[other]} {others[other]:.2f}' for other in strongest)
    caption = f'{names[keypoint]}: {", ".join(parts) or "no other keypoint"}'
    return CaptionedImage(canvas, caption)


def _draw_limbs(
    canvas: np.ndarray, instance: InstanceTrace, points: np.ndarray, color: Color
) -> None:
    """Draw thin lines between the linked points ``[K, 2]``."""
    for start, end in instance.skeleton.links:
        draw_line(canvas, points[start], points[end], color)


def _resolve_keypoints(
    instance: InstanceTrace, keypoints: Sequence[int] | None
) -> list[int]:
    """Return the given keypoints, or four spread evenly over all.

    For COCO these are nose, left shoulder, right wrist and right ankle.
    """
    if keypoints is None:
        return evenly_spread(NUM_KEYPOINTS, len(instance.skeleton.names))
    return list(keypoints)


def _resolve_layer(instance: InstanceTrace, layer: int) -> int:
    """Return the index of a decoder layer, counted from 0; -1 is the last.

    Raises:
        ValueError: If the decoder has no such layer.
    """
    count = len(instance.trace.keypoints)
    if not -count <= layer < count:
        raise ValueError(
            f'The decoder has {count} layers, and no layer {layer}. Choose from 0 to '
            f'{count - 1}, or -1 for the last.'
        )
    return layer % count
