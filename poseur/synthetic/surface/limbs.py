"""Surfaces of arms and legs, partly dressed, with hands and shoes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..appearance import Fabric
from ..person import Person
from ..skeleton import SIGN
from .mesh import (
    FRAME_INDEX,
    MeshBuilder,
    along,
    one_color,
    sample_rows,
    upright_rings,
)

_RINGS, _SEGMENTS = 17, 12

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
# Distance along the hand, half thickness, half width, shifts to the palm and
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
# Under a skirt, the leg is bare from this position down.
_BARE_FROM = 0.1


@dataclass(frozen=True)
class Sleeve:
    """The cloth on an arm or leg.

    Attributes:
        cloth: Fabric of the sleeve or trouser leg.
        end: End of the cloth: 0 upper joint, 1 middle joint, 2 lower joint.
        looseness: Extra radius relative to the limb.
        skin: Color of the bare part.
    """

    cloth: Fabric
    end: float
    looseness: float
    skin: np.ndarray


def limb_frames(
    names: tuple[str, str, str], lengths: tuple[float, float], at: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the frames of positions along an arm or leg, and their heights in them.

    Args:
        names: Frames of upper bone, middle joint and lower bone.
        lengths: Upper and lower bone in meters.
        at: Positions, (R,): 0 upper joint, 1 middle joint, 2 lower joint.
    """
    section = np.searchsorted((0.95, 1.05), at)
    frames = np.array([FRAME_INDEX[name] for name in names])[section]
    height = np.choose(section, [-at * lengths[0], 0 * at, (1 - at) * lengths[1]])
    return frames, height


def _ring_positions(table: np.ndarray, end: float) -> np.ndarray:
    """Return the positions of the rings, with two close ones where the cloth ends."""
    even = np.linspace(table[0, 0], table[-1, 0], _RINGS)
    even = np.concatenate(
        [table[:3, 0], even[np.abs(even - 1) > 0.08], [0.9, 1.0, 1.1]]
    )
    even = even[np.abs(even - end) > 0.035]
    return np.unique(np.concatenate([even, [end - 0.012, end + 0.012]]))


def add_limb(
    builder: MeshBuilder,
    table: np.ndarray,
    names: tuple[str, str, str],
    lengths: tuple[float, float],
    thickness: float,
    sleeve: Sleeve,
) -> None:
    """Add an arm without its hand, or a leg without its foot.

    Args:
        builder: Collects the surface.
        table: Position, half width, half depth, forward shift, (R, 4).
        names: Frames of upper bone, middle joint and lower bone.
        lengths: Upper and lower bone in meters.
        thickness: Factor for the measurements of the table.
        sleeve: Cloth on the upper part.
    """
    at = _ring_positions(table, sleeve.end)
    wide, deep, shift = thickness * sample_rows(table, at).T
    slack = 1.04 + sleeve.looseness * np.clip(at, 0, 1)
    slack = np.where(at < sleeve.end, slack, 1.0)
    frames, height = limb_frames(names, lengths, at)
    rows = np.stack([height, wide * slack, deep * slack, shift], 1)
    middle = 0.5 * (at[1:] + at[:-1])
    cloth = sleeve.cloth.paint(len(middle), _SEGMENTS)
    builder.add_tube(
        np.where(middle < 1, FRAME_INDEX[names[0]], FRAME_INDEX[names[2]]),
        *upright_rings(builder, frames, rows),
        np.where((middle < sleeve.end)[:, None, None], cloth, sleeve.skin),
    )


def add_arm(builder: MeshBuilder, person: Person, side: str) -> None:
    """Add the arm of a side, ``'l'`` or ``'r'``, from shoulder to fingertips."""
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


def add_leg(builder: MeshBuilder, person: Person, side: str) -> None:
    """Add the leg of a side, ``'l'`` or ``'r'``, from hip to toes."""
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
