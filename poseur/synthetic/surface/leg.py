"""Surface of a leg with its shoe."""

from __future__ import annotations

import numpy as np

from ..person import Person
from .limb import Sleeve, add_limb
from .mesh import FRAME_INDEX, MeshBuilder
from .tubes import along, one_color

# Position (0 hip, 1 knee, 2 ankle), half width, half depth, forward shift.
_LEG = np.array(
    [
        [-0.14, 0.035, 0.045, 0.000],
        [-0.07, 0.072, 0.080, -0.004],
        [0.00, 0.085, 0.093, -0.004],
        [0.20, 0.083, 0.089, 0.000],
        [0.50, 0.071, 0.076, 0.002],
        [0.85, 0.056, 0.060, 0.002],
        [1.00, 0.053, 0.058, 0.003],
        [1.15, 0.050, 0.055, -0.004],
        [1.35, 0.051, 0.058, -0.012],
        [1.60, 0.042, 0.046, -0.010],
        [1.85, 0.033, 0.038, -0.004],
        [2.02, 0.033, 0.038, 0.000],
    ]
)
# Forward, half width, half height, height of the center above the ankle.
_FOOT = np.array(
    [
        [-0.066, 0.004, 0.006, -0.050],
        [-0.056, 0.026, 0.028, -0.046],
        [-0.020, 0.036, 0.050, -0.030],
        [0.025, 0.037, 0.044, -0.033],
        [0.085, 0.042, 0.030, -0.046],
        [0.135, 0.045, 0.023, -0.053],
        [0.175, 0.037, 0.018, -0.057],
        [0.198, 0.010, 0.008, -0.062],
    ]
)
# The segments of the foot's rings that are its sole.
_FOOT_SEGMENTS, _SOLE = 10, slice(6, 9)
# Under a skirt the leg is bare from here down.
_BARE_FROM = 0.1


def add_leg(builder: MeshBuilder, person: Person, side: str) -> None:
    """Hip to toes of one side, ``'l'`` or ``'r'``."""
    build, outfit = person.build, person.outfit
    end = _BARE_FROM if outfit.skirt else outfit.leg_end
    add_limb(
        builder,
        _LEG,
        (f'{side}_thigh', f'{side}_knee', f'{side}_shank'),
        person.leg_lengths,
        build.unit * (0.25 + 0.75 * build.girth),
        Sleeve(outfit.bottom, end, outfit.looseness, outfit.skin),
    )
    foot = FRAME_INDEX[f'{side}_foot']
    bones = np.full(len(_FOOT), foot)
    forward, wide, tall, height = build.unit * _FOOT.T
    colors = one_color(outfit.shoes, len(_FOOT) - 1, _FOOT_SEGMENTS).copy()
    colors[:, _SOLE] = outfit.sole
    builder.add_tube(
        foot,
        builder.to_world(bones, along(1, height) + along(2, forward)),
        builder.to_world(bones, along(0, wide), False),
        builder.to_world(bones, along(1, tall), False),
        colors,
    )
