"""Where the deformable attention of each joint samples the feature maps."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ..drawing import WHITE, Color, draw_cross, draw_dot, draw_line, gradient
from ..image_grid import Tile
from ..traces import TracedPerson
from .shown_joints import layer_number, shown_joints

LARGEST = 0.05  # radius of a point of weight 1, as a share of the height
SMALLEST = 0.5  # pixels


def sampling_points(
    person: TracedPerson, joints: Sequence[int] | None = None, layer: int = -1
) -> list[Tile]:
    """A tile per joint: all heads, levels and points of one decoder layer.

    Colors are levels, areas attention weights, and the cross is the reference point.

    Args:
        person: The person.
        joints: Numbers of the joints; by default a few.
        layer: Number of the decoder layer.
    """
    layer = layer_number(person, layer)
    shapes = person.trace.level_shapes
    colors = gradient(len(shapes), cv2.COLORMAP_TURBO)
    legend = tuple(
        (color, f'{height}x{width}')
        for color, (height, width) in zip(colors, shapes, strict=True)
    )
    return [
        Tile(
            _joint_picture(person, joint, layer, colors),
            f'samples of {person.skeleton.names[joint]}, layer {layer}',
            legend,
        )
        for joint in shown_joints(person, joints)
    ]


def _joint_picture(
    person: TracedPerson, joint: int, layer: int, colors: Sequence[Color]
) -> np.ndarray:
    trace, view = person.trace, person.view
    canvas = view.canvas(0.45, colorful=False)
    for start, end in person.skeleton.links:
        draw_line(canvas, person.prediction[start], person.prediction[end], WHITE)
    places = view.place_normalized(trace.locations[layer, joint])  # [M, L, S, 2]
    radii = LARGEST * len(canvas) * np.sqrt(trace.weights[layer, joint])
    for index in np.argsort(-radii, axis=None):  # small ones on top
        head, level, point = np.unravel_index(index, radii.shape)
        radius = max(radii[head, level, point], SMALLEST)
        draw_dot(canvas, places[head, level, point], radius, colors[level])
    reference = view.place_normalized(trace.references[layer, joint])
    draw_cross(canvas, reference, 0.015 * len(canvas), WHITE, 2)
    return canvas
