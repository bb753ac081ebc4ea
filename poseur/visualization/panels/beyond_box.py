"""Joints that the model places outside of the person's box."""

from __future__ import annotations

import numpy as np

from ..drawing import WHITE, draw_dot, draw_frame
from ..image_grid import Tile
from ..traces import TracedPerson
from .pose import draw_skeleton

YELLOW = (0, 220, 255)


def beyond_box(person: TracedPerson) -> list[Tile]:
    """Box (white) and crop (yellow), with rings around joints outside of them.

    A white ring is around a joint outside of the box, a yellow one around a joint
    outside of the crop, of which the model has seen nothing.
    """
    canvas = person.view.canvas(0.9)
    draw_skeleton(canvas, person)
    box = person.view.place(person.box)
    counts = {}
    frames = (('box', box, WHITE), ('crop', person.view.crop, YELLOW))
    for number, (name, corners, color) in enumerate(frames):
        draw_frame(canvas, corners, color)
        outside = _outside(person.prediction, corners)
        counts[name] = int(outside.sum())
        for place in person.prediction[outside]:
            draw_dot(canvas, place, (0.018 + 0.008 * number) * len(canvas), color, 2)
    caption = f'beyond the box: {counts["box"]}, the crop: {counts["crop"]}'
    return [Tile(canvas, caption, ((WHITE, 'box'), (YELLOW, 'crop')))]


def _outside(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Which points ``[K, 2]`` are outside of a rectangle of two corners, ``[K]``."""
    return ((points < corners[0]) | (points > corners[1])).any(axis=1)
