"""Surfaces of the trunk and shoulders, and of a skirt."""

from __future__ import annotations

import numpy as np

from ..appearance import Outfit
from ..person import Person
from ..skeleton import SIDES, SIGN
from .limbs import limb_frames
from .mesh import (
    FRAME_INDEX,
    PART_INDEX,
    MeshBuilder,
    along,
    angles_from_front,
    sample_rows,
    upright_rings,
)

# Height above the pelvis, half width, half depth, forward shift (meters).
_TRUNK = np.array(
    [
        [0.545, 0.046, 0.050, -0.004],
        [0.528, 0.066, 0.058, -0.006],
        [0.514, 0.112, 0.072, -0.008],
        [0.496, 0.146, 0.084, -0.008],
        [0.465, 0.158, 0.097, -0.004],
        [0.430, 0.165, 0.108, 0.003],
        [0.380, 0.166, 0.118, 0.008],
        [0.300, 0.157, 0.114, 0.006],
        [0.220, 0.143, 0.103, 0.002],
        [0.150, 0.135, 0.097, 0.000],
        [0.090, 0.148, 0.106, 0.000],
        [0.030, 0.166, 0.118, -0.004],
        [-0.030, 0.165, 0.117, -0.006],
        [-0.075, 0.125, 0.098, -0.006],
        [-0.105, 0.040, 0.055, 0.000],
    ]
)
# Height of the chest's joint in that table, and where spine and chest begin.
_CHEST, _SPINE_FROM, _CHEST_FROM = 0.245, 0.06, 0.205
# From the collarbone outwards: half height, half depth, drop.
_SHOULDER = np.array(
    [
        [0.000, 0.034, 0.060, 0.004],
        [0.060, 0.039, 0.062, 0.002],
        [0.110, 0.044, 0.060, -0.003],
        [0.145, 0.045, 0.056, -0.008],
        [0.170, 0.040, 0.049, -0.012],
        [0.190, 0.028, 0.034, -0.018],
        [0.199, 0.008, 0.010, -0.022],
    ]
)
_RINGS, _SEGMENTS, _SHOULDER_SEGMENTS = 26, 20, 12

# Position from waist to hem, half width, half depth, share of the flare.
_SKIRT = np.array(
    [
        [0.00, 0.142, 0.104, 0.00],
        [0.18, 0.166, 0.120, 0.05],
        [0.30, 0.172, 0.126, 0.20],
        [1.00, 0.172, 0.126, 1.00],
    ]
)
_SKIRT_RINGS, _WAIST, _HALF_HIP = 16, 0.09, 0.088


def add_trunk(builder: MeshBuilder, person: Person) -> None:
    """Add the trunk from pelvis to shoulders, with shirt, neckline and waist."""
    build, outfit = person.build, person.outfit
    height = np.linspace(_TRUNK[0, 0], _TRUNK[-1, 0], _RINGS)
    wide, deep, shift = sample_rows(_TRUNK, height).T
    cloth = 1 + 0.25 * outfit.looseness * (height < 0.48)
    belly = build.belly * np.exp(-np.square((height - 0.14) / 0.10))
    breadth = np.interp(height, (0.05, 0.4), (build.hip, build.shoulder))
    wide = wide * (0.35 + 0.65 * build.girth) * breadth * cloth * (1 + 0.35 * belly)
    deep = deep * build.girth * cloth * (1 + 0.55 * belly)
    bones, above_bone = _spine_rings(person, height)
    size = build.unit * np.stack([wide, deep, shift + 0.06 * belly], 1)
    middle = 0.5 * (height[1:] + height[:-1])
    builder.add_tube(
        bones[:-1],
        *upright_rings(builder, bones, np.column_stack([above_bone, size])),
        _trunk_colors(outfit, middle),
        lift=np.where(middle < outfit.hem, 0.0, 0.02),
    )
    for side in SIDES:
        _add_shoulder(builder, person, side)


def _spine_rings(person: Person, height: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the bone of each ring and the ring's height above the bone's joint."""
    names = ('pelvis', 'spine', 'chest')
    level = np.searchsorted((_SPINE_FROM, _CHEST_FROM), height, side='right')
    bones = np.array([FRAME_INDEX[name] for name in names])
    joints = np.cumsum(person.offsets[bones, 1])
    return bones[level], height * joints[-1] / _CHEST - joints[level]


def _trunk_colors(outfit: Outfit, height: np.ndarray) -> np.ndarray:
    """Return the colors of the trunk's quads: shirt, bottom and skin, (R-1, S, 3)."""
    bands = len(height)
    colors = outfit.top.paint(bands, _SEGMENTS)
    lower = outfit.bottom.paint(bands, _SEGMENTS)
    colors = np.where((height < outfit.hem)[:, None, None], lower, colors)
    angle = angles_from_front(_SEGMENTS)
    if outfit.open_front:
        inner = (angle < 22)[None] & (height > outfit.hem)[:, None]
        colors = np.where(inner[..., None], outfit.top.second, colors)
    neckline = 0.520 - 0.0022 * np.maximum(0, outfit.vneck - angle)
    skin = height[:, None] > neckline[None]
    return np.where(skin[..., None], outfit.skin, colors)


def _add_shoulder(builder: MeshBuilder, person: Person, side: str) -> None:
    """Add the bridge from trunk to arm, which follows the collarbone."""
    build, sign = person.build, SIGN[side]
    bone = FRAME_INDEX[f'{side}_clavicle']
    bones = np.full(len(_SHOULDER), bone)
    out, tall, deep, drop = build.unit * _SHOULDER.T
    centers = along(0, sign * build.shoulder * out) + along(1, drop)
    girth = 0.3 + 0.7 * build.girth
    u = builder.to_world(bones, along(1, girth * tall), False)
    v = builder.to_world(bones, along(2, girth * deep), False)
    colors = person.outfit.top.paint(len(bones) - 1, _SHOULDER_SEGMENTS).copy()
    if person.outfit.sleeveless:
        colors[3:] = person.outfit.skin
    builder.add_tube(
        bone,
        builder.to_world(bones, centers),
        *((u, v) if sign > 0 else (v, u)),
        colors,
        lift=0.01,
    )


def add_skirt(builder: MeshBuilder, person: Person) -> None:
    """Add a skirt, or the lower half of a dress, which widens from waist to hem."""
    build, outfit = person.build, person.outfit
    share = np.linspace(0, 1, _SKIRT_RINGS)
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
        outfit.bottom.paint(_SKIRT_RINGS - 1, _SEGMENTS),
        lift=0.04,
    )


def _axis_between_legs(
    builder: MeshBuilder, person: Person, share: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return ring centers, and half the vector from the right to the left leg."""
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
    """Return unit vectors across the skirt, turned toward a stride, (R, 3)."""
    lateral = builder.frames[FRAME_INDEX['pelvis']][:, 0]
    sideways = (apart @ lateral)[:, None] * lateral
    u = 0.1 * lateral + sideways + 1.5 * (apart - sideways)
    u -= down * (u * down).sum(1, keepdims=True)
    return u / np.linalg.norm(u, axis=1, keepdims=True)
