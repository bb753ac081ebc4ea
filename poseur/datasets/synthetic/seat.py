"""A stool, box or chair for people who sit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .appearance import sample_colour
from .mesh import FRAME_INDEX, PART_INDEX, MeshBuilder
from .skeleton import Build


@dataclass(frozen=True)
class Seat:
    """Something to sit on.

    Attributes:
        colour: Blue, green, red in 0..255.
        solid: A box down to the floor instead of four legs.
        back: Whether there is a backrest.
    """

    colour: np.ndarray
    solid: bool
    back: bool


def sample_seat(rng: np.random.Generator) -> Seat:
    """Draw a seat."""
    return Seat(sample_colour(rng), bool(rng.random() < 0.4), bool(rng.random() < 0.4))


def add_seat(builder: MeshBuilder, build: Build, seat: Seat) -> None:
    """Put a seat under the thighs; its parts are objects, not the person's."""
    unit = build.unit
    pelvis = FRAME_INDEX['pelvis']
    local = (builder.joints - builder.joints[pelvis]) @ builder.frames[pelvis]
    floor = min(local[FRAME_INDEX[f'{s}_foot'], 1] for s in 'lr') / unit - 0.075
    top, depth, wide = -0.115, 0.21, 0.22
    boxes = []
    if seat.solid:
        boxes.append(
            ((0, 0.5 * (top + floor), 0.03), (wide, 0.5 * (top - floor), depth))
        )
    else:
        boxes.append(((0, top - 0.02, 0.03), (wide, 0.02, depth)))
        for x in (-1, 1):
            for z in (-1, 1):
                boxes.append(
                    (
                        (
                            x * (wide - 0.02),
                            0.5 * (top + floor),
                            0.03 + z * (depth - 0.02),
                        ),
                        (0.018, 0.5 * (top - floor), 0.018),
                    )
                )
    if seat.back:
        boxes.append(((0, top + 0.28, 0.01 - depth), (wide, 0.22, 0.02)))
    for centre, half in boxes:
        add_box(
            builder,
            pelvis,
            unit * np.array(centre),
            unit * np.array(half),
            seat.colour,
            lift=-0.1,
        )


def add_box(
    builder: MeshBuilder,
    frame: int,
    centre: np.ndarray,
    half: np.ndarray,
    colour: np.ndarray,
    lift: float,
) -> None:
    """The six faces of a box along a frame's axes."""
    for axis in range(3):
        u, v = np.eye(3)[(axis + 1) % 3] * half, np.eye(3)[(axis + 2) % 3] * half
        out = np.eye(3)[axis] * half
        for sign in (1, -1):
            face = (
                np.stack([-u - sign * v, u - sign * v, u + sign * v, -u + sign * v])
                + sign * out
                + centre
            )
            builder.add_patch(PART_INDEX['object'], frame, face, colour, lift)
