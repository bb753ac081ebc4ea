"""A whole dressed person as one mesh."""

from __future__ import annotations

from ..person import Person
from ..skeleton import SIDES
from .arm import add_arm
from .hair import add_hair
from .head import add_head
from .leg import add_leg
from .mesh import Mesh, MeshBuilder
from .seat import add_seat
from .skirt import add_skirt
from .trunk import add_trunk


def person_mesh(person: Person) -> Mesh:
    """Build the surface of a person, its clothes and its seat.

    Args:
        person: Who to build.

    Returns:
        Mesh: Quads in the world, the pelvis at the origin.
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
        add_seat(builder, person)
    return builder.build()
