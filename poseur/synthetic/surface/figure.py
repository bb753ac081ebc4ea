"""Surface of a whole person: body, clothes and seat in one mesh."""

from __future__ import annotations

import numpy as np

from ..appearance import Seat
from ..person import Person
from ..skeleton import SIDES
from .head import add_hair, add_head
from .limbs import add_arm, add_leg
from .mesh import FRAME_INDEX, PART_INDEX, Mesh, MeshBuilder
from .trunk import add_skirt, add_trunk

# The seat in the pelvis' frame, in meters: height of its top, forward shift of its
# middle, half its depth and width, half the thickness of legs and boards, half the
# height of the back.
_TOP, _MIDDLE, _DEPTH, _WIDTH, _BOARD, _BACK = -0.115, 0.03, 0.21, 0.22, 0.02, 0.22
_SOLE_BELOW_ANKLE = 0.075


def person_mesh(person: Person) -> Mesh:
    """Build the surface of a person with clothes and seat.

    Args:
        person: The person to build.

    Returns:
        Quads in the world, with the pelvis at the origin.
    """
    builder = MeshBuilder(person.joints, person.frames)
    add_trunk(builder, person)
    for side in SIDES:
        add_arm(builder, person, side)
        add_leg(builder, person, side)
    if person.outfit.skirt:
        add_skirt(builder, person)
    add_head(builder, person)
    add_hair(builder, person)
    if person.seat is not None:
        _add_seat(builder, person, person.seat)
    return builder.build()


def _add_seat(builder: MeshBuilder, person: Person, seat: Seat) -> None:
    """Add a seat under the thighs; its parts are objects and not the person's."""
    unit, pelvis = person.build.unit, FRAME_INDEX['pelvis']
    local = (builder.joints - builder.joints[pelvis]) @ builder.frames[pelvis]
    ankles = min(local[FRAME_INDEX[f'{side}_foot'], 1] for side in SIDES)
    floor = ankles / unit - _SOLE_BELOW_ANKLE
    middle, half = 0.5 * (_TOP + floor), 0.5 * (_TOP - floor)
    if seat.solid:
        boxes = [((0.0, middle, _MIDDLE), (_WIDTH, half, _DEPTH))]
    else:
        boxes = [((0.0, _TOP - _BOARD, _MIDDLE), (_WIDTH, _BOARD, _DEPTH))]
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
    """Add the six faces of a box along the axes of the pelvis."""
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
