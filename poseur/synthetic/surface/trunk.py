"""Surface of the trunk and the shoulders."""

from __future__ import annotations

import numpy as np

from ..appearance import Outfit
from ..person import Person
from ..skeleton import SIDES, SIGN
from .mesh import FRAME_INDEX, MeshBuilder
from .tubes import along, angles_from_front, sample_rows, upright_rings

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
# Where in that table the chest's joint lies, and the bones' borders.
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


def add_trunk(builder: MeshBuilder, person: Person) -> None:
    """Pelvis to shoulders with shirt, neckline and waist."""
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
    """Bone of each ring and the ring's height above the bone's joint."""
    names = ('pelvis', 'spine', 'chest')
    level = np.searchsorted((_SPINE_FROM, _CHEST_FROM), height, side='right')
    bones = np.array([FRAME_INDEX[name] for name in names])
    joints = np.cumsum(person.offsets[bones, 1])
    return bones[level], height * joints[-1] / _CHEST - joints[level]


def _trunk_colors(outfit: Outfit, height: np.ndarray) -> np.ndarray:
    """Shirt, bottom and skin of the trunk's quads, (R-1, S, 3)."""
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
    """The bridge from the trunk to the arm, which follows the collarbone."""
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
