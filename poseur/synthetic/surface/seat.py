"""Surface of a stool, box or chair."""

from __future__ import annotations

import numpy as np

from ..person import Person
from ..skeleton import SIDES
from .mesh import FRAME_INDEX, PART_INDEX, MeshBuilder

# Meters in the pelvis' frame: top of the seat, its middle, half its depth and
# width, half the thickness of legs and boards, half the height of the back.
_TOP, _MIDDLE, _DEPTH, _WIDTH, _BOARD, _BACK = -0.115, 0.03, 0.21, 0.22, 0.02, 0.22
_SOLE_BELOW_ANKLE = 0.075


def add_seat(builder: MeshBuilder, person: Person) -> None:
    """Put a seat under the thighs; its parts are objects, not the person's."""
    unit, seat, pelvis = person.build.unit, person.seat, FRAME_INDEX['pelvis']
    local = (builder.joints - builder.joints[pelvis]) @ builder.frames[pelvis]
    ankles = min(local[FRAME_INDEX[f'{side}_foot'], 1] for side in SIDES)
    floor = ankles / unit - _SOLE_BELOW_ANKLE
    middle, half = 0.5 * (_TOP + floor), 0.5 * (_TOP - floor)
    if seat.solid:
        boxes = [((0, middle, _MIDDLE), (_WIDTH, half, _DEPTH))]
    else:
        boxes = [((0, _TOP - _BOARD, _MIDDLE), (_WIDTH, _BOARD, _DEPTH))]
        for x in (_BOARD - _WIDTH, _WIDTH - _BOARD):
            for z in (_BOARD - _DEPTH, _DEPTH - _BOARD):
                boxes.append(((x, middle, _MIDDLE + z), (_BOARD, half, _BOARD)))
    for center, size in boxes:
        _add_box(builder, unit, center, size, seat.color, lift=-0.1)
    if seat.back:
        center = (0, _TOP + _BACK + 0.06, _MIDDLE - _DEPTH)
        _add_box(builder, unit, center, (_WIDTH, _BACK, _BOARD), seat.color)


def _add_box(
    builder: MeshBuilder,
    unit: float,
    center: tuple[float, float, float],
    half: tuple[float, float, float],
    color: np.ndarray,
    lift: float = 0.0,
) -> None:
    """The six faces of a box along the pelvis' axes."""
    for axis in range(3):
        u, v, out = (np.eye(3)[(axis + k) % 3] * half for k in (1, 2, 0))
        for sign in (1, -1):
            face = sign * out + [
                -u - sign * v,
                u - sign * v,
                u + sign * v,
                sign * v - u,
            ]
            builder.add_patch(
                PART_INDEX['object'],
                FRAME_INDEX['pelvis'],
                unit * (face + center),
                color,
                lift,
            )
