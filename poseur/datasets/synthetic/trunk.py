"""Surfaces of trunk and skirt."""

from __future__ import annotations

import numpy as np

from .appearance import Outfit
from .limbs import limb_frames
from .mesh import FRAME_INDEX, PART_INDEX, MeshBuilder
from .skeleton import SIDES, SIGN, Build
from .tubes import along, angles_from_front, sample_rows, upright_rings

# Height above the pelvis, half width, half depth, forward shift (metres).
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
        [-0.105, 0.040, 0.055, 0.0],
    ]
)
# From the collarbone outwards: half height, half depth, drop.
_SHOULDER = np.array(
    [
        [0.00, 0.034, 0.060, 0.004],
        [0.06, 0.039, 0.062, 0.002],
        [0.11, 0.044, 0.060, -0.003],
        [0.145, 0.045, 0.056, -0.008],
        [0.170, 0.040, 0.049, -0.012],
        [0.190, 0.028, 0.034, -0.018],
        [0.199, 0.008, 0.010, -0.022],
    ]
)
_CHEST = 0.245
_SEGMENTS = 20
# From waist to hem: half width and depth without flare; share of the flare.
_SKIRT = np.array(
    [
        [0.0, 0.142, 0.104, 0.0],
        [0.18, 0.166, 0.120, 0.05],
        [0.30, 0.172, 0.126, 0.2],
        [1.0, 0.172, 0.126, 1.0],
    ]
)


def add_trunk(
    builder: MeshBuilder, build: Build, outfit: Outfit, offsets: np.ndarray
) -> None:
    """Pelvis to shoulders with shirt, neckline and waist.

    Args:
        builder: Collects the surface.
        build: Proportions.
        outfit: Clothes.
        offsets: Rest offsets of the joints, (19, 3).
    """
    height = np.linspace(_TRUNK[0, 0], _TRUNK[-1, 0], 26)
    wide, deep, shift = sample_rows(_TRUNK, height).T
    cloth = 1 + 0.25 * outfit.looseness * (height < 0.48)
    belly = build.belly * np.exp(-np.square((height - 0.14) / 0.10))
    breadth = np.interp(height, (0.05, 0.4), (build.hip, build.shoulder))
    wide = wide * (0.35 + 0.65 * build.girth) * breadth * cloth * (1 + 0.35 * belly)
    deep = deep * build.girth * cloth * (1 + 0.55 * belly)
    lower, centre = height < 0.06, height < 0.205
    bones = np.where(
        lower,
        FRAME_INDEX['pelvis'],
        np.where(centre, FRAME_INDEX['spine'], FRAME_INDEX['chest']),
    )
    unit = build.unit
    spine = offsets[FRAME_INDEX['spine'], 1]
    chest = spine + offsets[FRAME_INDEX['chest'], 1]
    base = np.where(lower, 0, np.where(centre, spine, chest))
    stretch = chest / _CHEST
    rows = np.stack(
        [
            height * stretch - base,
            unit * wide,
            unit * deep,
            unit * (shift + 0.06 * belly),
        ],
        1,
    )
    middle = 0.5 * (height[1:] + height[:-1])
    builder.add_tube(
        bones[:-1],
        *upright_rings(builder, bones, rows),
        _trunk_colours(outfit, middle),
        lift=np.where(middle < outfit.hem, 0.0, 0.02),
    )
    for side in SIDES:
        _add_shoulder(builder, build, outfit, side)


def _add_shoulder(
    builder: MeshBuilder, build: Build, outfit: Outfit, side: str
) -> None:
    """The bridge from the trunk to the arm, which follows the collarbone."""
    unit, sign = build.unit, SIGN[side]
    bone = FRAME_INDEX[f'{side}_clavicle']
    bones = np.full(len(_SHOULDER), bone)
    out, tall, deep, drop = unit * _SHOULDER.T
    centres = along(0, sign * build.shoulder * out) + along(1, drop)
    girth = 0.3 + 0.7 * build.girth
    u = builder.to_world(bones, along(1, girth * tall), False)
    v = builder.to_world(bones, along(2, girth * deep), False)
    bands = len(_SHOULDER) - 1
    colours = outfit.top.paint(bands, 12)
    if outfit.sleeve < 0:
        colours[3:] = outfit.skin
    builder.add_tube(
        bone,
        builder.to_world(bones, centres),
        *((u, v) if sign > 0 else (v, u)),
        colours,
        lift=0.01,
    )


def _trunk_colours(outfit: Outfit, height: np.ndarray) -> np.ndarray:
    """Shirt, bottom and skin of the trunk's quads, (R-1, S, 3)."""
    bands = len(height)
    colours = outfit.top.paint(bands, _SEGMENTS)
    lower = outfit.bottom.paint(bands, _SEGMENTS)
    colours = np.where((height < outfit.hem)[:, None, None], lower, colours)
    angle = angles_from_front(_SEGMENTS)
    if outfit.open_front:
        inner = (angle < 22)[None] & (height > outfit.hem)[:, None]
        colours = np.where(inner[..., None], outfit.top.second, colours)
    neckline = 0.520 - 0.0022 * np.maximum(0, outfit.vneck - angle)
    skin = height[:, None] > neckline[None]
    return np.where(skin[..., None], outfit.skin, colours)


def add_skirt(
    builder: MeshBuilder, build: Build, outfit: Outfit, lengths: tuple[float, float]
) -> None:
    """A skirt from the waist around both thighs, wider at its hem.

    Args:
        builder: Collects the surface.
        build: Proportions.
        outfit: Clothes; ``leg_end`` is the position of the hem.
        lengths: Thigh and shank in metres.
    """
    share = np.linspace(0, 1, 16)
    pelvis = FRAME_INDEX['pelvis']
    lateral, up = builder.frames[pelvis][:, 0], builder.frames[pelvis][:, 1]
    waist = builder.joints[pelvis] + 0.09 * build.unit * up
    left, right = (
        _thigh_points(builder, side, lengths, share * outfit.leg_end) for side in SIDES
    )
    blend = np.clip(3 * share, 0, 1)[:, None]
    centres = (1 - blend) * waist + blend * 0.5 * (left + right)
    axis = np.gradient(centres, axis=0) - 1e-3 * up
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    apart = 0.5 * (left - right)
    sideways = (apart @ lateral)[:, None] * lateral
    u = 0.1 * lateral + sideways + 1.5 * (apart - sideways)
    u -= axis * (u * axis).sum(1, keepdims=True)
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    wide, deep, flare = sample_rows(_SKIRT, share).T
    flare = flare * (0.02 + 0.4 * outfit.looseness)
    spread = np.linalg.norm(apart, axis=1) - 0.088 * build.unit
    spread = 0.9 * np.maximum(spread, 0) * blend[:, 0]
    girth = build.unit * (0.35 + 0.65 * build.girth) * build.hip
    builder.add_tube(
        PART_INDEX['skirt'],
        centres,
        u * (girth * (wide + flare) + spread)[:, None],
        np.cross(axis, u) * (girth * (deep + flare))[:, None],
        outfit.bottom.paint(len(share) - 1, _SEGMENTS),
        lift=0.04,
    )


def _thigh_points(
    builder: MeshBuilder, side: str, lengths: tuple[float, float], at: np.ndarray
) -> np.ndarray:
    """Points on a leg's axis in the world, (R, 3); 0 hip, 1 knee, 2 ankle."""
    bones = tuple(FRAME_INDEX[f'{side}_{n}'] for n in ('thigh', 'knee', 'shank'))
    frames, height = limb_frames(bones, lengths, at)
    local = np.zeros((len(at), 3))
    local[:, 1] = height
    return builder.to_world(frames, local)
