"""Which joints each joint attends to (Fig. 2 of the supplement)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..drawing import WHITE, draw_dot, draw_line, gradient
from ..image_grid import Tile
from ..traces import TracedPerson
from .shown_joints import layer_number, shown_joints

WIDEST = 0.06  # a line of weight 1, as a share of the height
SHADES = 32


def self_attention(
    person: TracedPerson, joints: Sequence[int] | None = None, layer: int = -1
) -> list[Tile]:
    """A tile per joint: lines to all others, as thick and bright as their weights.

    Weights are averaged over heads. The ring is the joint that attends; what it gives
    to itself is not drawn.

    Args:
        person: The person.
        joints: Numbers of the joints; by default a few.
        layer: Number of the decoder layer.

    Raises:
        ValueError: If the decoder has no self-attention.
    """
    if person.trace.attention is None:
        raise ValueError(
            'This decoder has no self-attention (self_attention=False). Leave the '
            'panel attention out.'
        )
    weights = person.trace.attention[layer_number(person, layer)]
    return [
        _joint_tile(person, joint, weights[joint])
        for joint in shown_joints(person, joints)
    ]


def _joint_tile(person: TracedPerson, joint: int, weights: np.ndarray) -> Tile:
    """The picture of one joint with its weights ``[K]``."""
    canvas = person.view.canvas(0.45, colorful=False)
    height, places = len(canvas), person.prediction
    others = np.where(np.arange(len(weights)) == joint, 0, weights)
    shades = gradient(SHADES)
    for other in np.argsort(others)[1:]:  # the joint itself is first
        shade = shades[int((SHADES - 1) * others[other] / others.max())]
        width = max(1, round(WIDEST * height * others[other]))
        draw_line(canvas, places[joint], places[other], shade, width)
    for place in places:
        draw_dot(canvas, place, 0.007 * height, WHITE)
    draw_dot(canvas, places[joint], 0.02 * height, WHITE, 2)
    names = person.skeleton.names
    first, second = np.argsort(-others)[:2]
    caption = (
        f'{names[joint]}: {names[first]} {others[first]:.2f}, '
        f'{names[second]} {others[second]:.2f}'
    )
    return Tile(canvas, caption)
