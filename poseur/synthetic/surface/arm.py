"""Surface of an arm with its hand."""

from __future__ import annotations

import numpy as np

from ..person import Person
from ..skeleton import SIGN
from .limb import Sleeve, add_limb
from .mesh import FRAME_INDEX, MeshBuilder
from .tubes import along, one_color

# Position (0 shoulder, 1 elbow, 2 wrist), half width, half depth, shift.
_ARM = np.array(
    [
        [-0.085, 0.006, 0.008, 0.0],
        [-0.075, 0.021, 0.023, 0.0],
        [-0.050, 0.034, 0.037, 0.0],
        [-0.010, 0.044, 0.048, 0.0],
        [0.060, 0.050, 0.054, 0.0],
        [0.200, 0.050, 0.054, 0.0],
        [0.500, 0.045, 0.048, 0.002],
        [0.850, 0.038, 0.040, 0.0],
        [1.000, 0.038, 0.039, 0.0],
        [1.150, 0.041, 0.043, 0.0],
        [1.400, 0.038, 0.039, 0.0],
        [1.800, 0.026, 0.029, 0.0],
        [2.020, 0.021, 0.026, 0.0],
    ]
)
# Distance along the hand, half thickness, half width, shift to the palm and
# forward.
_HAND = np.array(
    [
        [0.000, 0.018, 0.025, 0.000, 0.0],
        [0.030, 0.019, 0.036, 0.000, 0.0],
        [0.080, 0.017, 0.041, 0.003, 0.0],
        [0.110, 0.014, 0.039, 0.008, 0.0],
        [0.145, 0.011, 0.032, 0.018, 0.0],
        [0.170, 0.008, 0.020, 0.028, 0.0],
        [0.178, 0.001, 0.004, 0.032, 0.0],
    ]
)
_THUMB = np.array(
    [
        [0.020, 0.014, 0.014, 0.004, 0.018],
        [0.050, 0.013, 0.013, 0.009, 0.045],
        [0.085, 0.010, 0.010, 0.012, 0.058],
        [0.100, 0.002, 0.002, 0.012, 0.060],
    ]
)
_HAND_SEGMENTS = 8


def add_arm(builder: MeshBuilder, person: Person, side: str) -> None:
    """Shoulder to fingertips of one side, ``'l'`` or ``'r'``."""
    build, outfit = person.build, person.outfit
    add_limb(
        builder,
        _ARM,
        (f'{side}_upper_arm', f'{side}_elbow', f'{side}_forearm'),
        person.arm_lengths,
        build.unit * (0.3 + 0.7 * build.girth),
        Sleeve(outfit.top, outfit.sleeve, outfit.looseness, outfit.skin),
    )
    hand = FRAME_INDEX[f'{side}_hand']
    for table in (_HAND, _THUMB):
        bones = np.full(len(table), hand)
        down, thick, wide, to_palm, forward = build.unit * table.T
        centers = along(0, -SIGN[side] * to_palm) + along(1, -down)
        builder.add_tube(
            hand,
            builder.to_world(bones, centers + along(2, forward)),
            builder.to_world(bones, along(0, thick), False),
            builder.to_world(bones, along(2, wide), False),
            one_color(outfit.skin, len(table) - 1, _HAND_SEGMENTS),
        )
