"""Surface of a skirt or the lower half of a dress."""

from __future__ import annotations

import numpy as np

from ..person import Person
from ..skeleton import SIDES
from .limb import limb_frames
from .mesh import FRAME_INDEX, PART_INDEX, MeshBuilder
from .tubes import along, sample_rows

# From waist to hem: half width and depth without flare; share of the flare.
_SKIRT = np.array(
    [
        [0.00, 0.142, 0.104, 0.00],
        [0.18, 0.166, 0.120, 0.05],
        [0.30, 0.172, 0.126, 0.20],
        [1.00, 0.172, 0.126, 1.00],
    ]
)
_RINGS, _SEGMENTS, _WAIST, _HALF_HIP = 16, 20, 0.09, 0.088


def add_skirt(builder: MeshBuilder, person: Person) -> None:
    """A skirt from the waist around both thighs, wider at its hem."""
    build, outfit = person.build, person.outfit
    share = np.linspace(0, 1, _RINGS)
    centers, apart = _axis_between_legs(builder, person, share)
    up = builder.frames[FRAME_INDEX['pelvis']][:, 1]
    down = np.gradient(centers, axis=0) - 1e-3 * up
    down /= np.linalg.norm(down, axis=1, keepdims=True)
    u = _long_axis(builder, apart, down)
    wide, deep, flare = sample_rows(_SKIRT, share).T
    flare = flare * (0.02 + 0.4 * outfit.looseness)
    girth = build.unit * (0.35 + 0.65 * build.girth) * build.hip
    stride = np.linalg.norm(apart, axis=1) - _HALF_HIP * build.unit
    stride = 0.9 * np.maximum(stride, 0) * np.clip(3 * share, 0, 1)
    builder.add_tube(
        PART_INDEX['skirt'],
        centers,
        u * (girth * (wide + flare) + stride)[:, None],
        np.cross(down, u) * (girth * (deep + flare))[:, None],
        outfit.bottom.paint(_RINGS - 1, _SEGMENTS),
        lift=0.04,
    )


def _axis_between_legs(
    builder: MeshBuilder, person: Person, share: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Ring centers, and half the way from the right to the left leg, (R, 3)."""
    legs = []
    for side in SIDES:
        names = (f'{side}_thigh', f'{side}_knee', f'{side}_shank')
        frames, height = limb_frames(
            names, person.leg_lengths, share * person.outfit.leg_end
        )
        legs.append(builder.to_world(frames, along(1, height)))
    left, right = legs
    pelvis = FRAME_INDEX['pelvis']
    rise = _WAIST * person.build.unit * builder.frames[pelvis][:, 1]
    waist = builder.joints[pelvis] + rise
    blend = np.clip(3 * share, 0, 1)[:, None]
    return (1 - blend) * waist + blend * 0.5 * (left + right), 0.5 * (left - right)


def _long_axis(builder: MeshBuilder, apart: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Unit vectors across the skirt, turned towards a stride, (R, 3)."""
    lateral = builder.frames[FRAME_INDEX['pelvis']][:, 0]
    sideways = (apart @ lateral)[:, None] * lateral
    u = 0.1 * lateral + sideways + 1.5 * (apart - sideways)
    u -= down * (u * down).sum(1, keepdims=True)
    return u / np.linalg.norm(u, axis=1, keepdims=True)
