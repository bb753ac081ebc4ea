"""Surfaces of trunk, arms, legs and skirt, dressed in an outfit."""
from __future__ import annotations

import numpy as np

from .appearance import Outfit
from .mesh import FRAME_INDEX, PART_INDEX, MeshBuilder
from .skeleton import SIDES, SIGN, Build

# Height above the pelvis, half width, half depth, forward shift (metres).
_TRUNK = np.array([
    [0.545, 0.048, 0.052, -0.004], [0.525, 0.070, 0.062, -0.006],
    [0.505, 0.108, 0.076, -0.008], [0.478, 0.150, 0.092, -0.006],
    [0.440, 0.166, 0.107, 0.002], [0.380, 0.169, 0.119, 0.008],
    [0.300, 0.160, 0.115, 0.006], [0.220, 0.146, 0.104, 0.002],
    [0.150, 0.137, 0.098, 0.000], [0.090, 0.150, 0.107, 0.000],
    [0.030, 0.167, 0.118, -0.004], [-0.030, 0.165, 0.116, -0.006],
    [-0.075, 0.120, 0.096, -0.006], [-0.105, 0.040, 0.055, 0.0]])
# Position (0 shoulder, 1 elbow, 2 wrist), half width, half depth.
_ARM = np.array([
    [-0.20, 0.010, 0.012], [-0.16, 0.034, 0.036], [-0.08, 0.050, 0.052],
    [0.0, 0.055, 0.058], [0.2, 0.051, 0.055], [0.5, 0.045, 0.048],
    [0.85, 0.039, 0.041], [1.0, 0.039, 0.040], [1.15, 0.042, 0.044],
    [1.4, 0.039, 0.040], [1.8, 0.026, 0.029], [2.02, 0.021, 0.026]])
# Position (0 hip, 1 knee, 2 ankle), half width, half depth, forward shift.
_LEG = np.array([
    [-0.14, 0.035, 0.045, 0.0], [-0.07, 0.072, 0.080, -0.004],
    [0.0, 0.085, 0.093, -0.004], [0.2, 0.083, 0.089, 0.0],
    [0.5, 0.071, 0.076, 0.002], [0.85, 0.056, 0.060, 0.002],
    [1.0, 0.053, 0.058, 0.003], [1.15, 0.050, 0.055, -0.004],
    [1.35, 0.051, 0.058, -0.012], [1.6, 0.042, 0.046, -0.010],
    [1.85, 0.033, 0.038, -0.004], [2.02, 0.033, 0.038, 0.0]])
# Distance along the hand, half thickness, half width, bend to the palm.
_HAND = np.array([
    [0.0, 0.018, 0.025, 0.0], [0.03, 0.019, 0.036, 0.0],
    [0.08, 0.017, 0.041, 0.003], [0.11, 0.014, 0.039, 0.008],
    [0.145, 0.011, 0.032, 0.018], [0.170, 0.008, 0.020, 0.028],
    [0.178, 0.001, 0.004, 0.032]])
# Forward, half width, half height, height of the centre above the ankle.
_FOOT = np.array([
    [-0.066, 0.004, 0.006, -0.05], [-0.056, 0.026, 0.028, -0.046],
    [-0.02, 0.036, 0.050, -0.030], [0.025, 0.037, 0.044, -0.033],
    [0.085, 0.042, 0.030, -0.046], [0.135, 0.045, 0.023, -0.053],
    [0.175, 0.037, 0.018, -0.057], [0.198, 0.010, 0.008, -0.062]])
TRUNK_SEGMENTS, LIMB_SEGMENTS = 24, 14


def _sample_rows(table: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Interpolate the columns of a profile at the given first-column values."""
    order = np.argsort(table[:, 0])
    known = table[order]
    return np.stack([np.interp(at, known[:, 0], known[:, k])
                     for k in range(1, table.shape[1])], axis=1)


def _axis(length: np.ndarray, axis: int) -> np.ndarray:
    """Vectors of the given lengths along one axis, (R, 3)."""
    vectors = np.zeros((len(length), 3))
    vectors[:, axis] = length
    return vectors


def add_trunk(builder: MeshBuilder, build: Build, outfit: Outfit,
              offsets: np.ndarray) -> None:
    """Pelvis to shoulders with shirt, neckline and waist."""
    height = np.linspace(_TRUNK[0, 0], _TRUNK[-1, 0], 27)
    rx, rz, cz = _sample_rows(_TRUNK, height).T
    cloth = 1 + 0.25 * outfit.looseness * (height < 0.5)
    waist = np.exp(-np.square((height - 0.14) / 0.10))
    width = np.interp(height, (0.05, 0.4), (build.hip, build.shoulder))
    rx = rx * (0.35 + 0.65 * build.girth) * width * cloth * (
        1 + 0.35 * build.belly * waist)
    rz = rz * build.girth * cloth * (1 + 0.55 * build.belly * waist)
    cz = cz + 0.06 * build.belly * waist
    unit = build.unit
    spine = offsets[FRAME_INDEX['spine'], 1] / unit
    chest = spine + offsets[FRAME_INDEX['chest'], 1] / unit
    stretch = chest / 0.245
    bones = np.where(height < 0.06, FRAME_INDEX['pelvis'], np.where(
        height < 0.205, FRAME_INDEX['spine'], FRAME_INDEX['chest']))
    base = np.where(height < 0.06, 0, np.where(height < 0.205, spine, chest))
    local = unit * np.stack([0 * cz, height * stretch - base, cz], 1)
    builder.add_tube(
        bones[:-1], builder.to_world(bones, local),
        builder.to_world(bones, unit * _axis(rx, 0), False),
        builder.to_world(bones, unit * _axis(rz, 2), False),
        _trunk_colours(outfit, 0.5 * (height[1:] + height[:-1])))


def _trunk_colours(outfit: Outfit, height: np.ndarray) -> np.ndarray:
    """Shirt, bottom and skin of the trunk's quads, (R-1, S, 3)."""
    bands, segments = len(height), TRUNK_SEGMENTS
    colours = outfit.top.paint(bands, segments)
    lower = outfit.bottom.paint(bands, segments)
    colours = np.where((height < outfit.hem)[:, None, None], lower, colours)
    centre = (np.arange(segments) + 0.5) * 360 / segments
    from_front = np.abs((centre - 90 + 180) % 360 - 180)
    if outfit.open_front:
        inner = (from_front < 22)[None] & (height > outfit.hem)[:, None]
        colours = np.where(inner[..., None], outfit.top.second, colours)
    depth = 0.518 - 0.0022 * np.maximum(0, outfit.vneck - from_front)
    skin = height[:, None] > depth[None]
    return np.where(skin[..., None], outfit.skin, colours)


def _limb_rings(bones: tuple[int, int, int], lengths: tuple[float, float],
                at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frame and height of rings on upper bone, joint and lower bone."""
    upper, joint, lower = bones
    frame = np.where(at < 0.95, upper, np.where(at > 1.05, lower, joint))
    height = np.where(at < 0.95, -at * lengths[0],
                      np.where(at > 1.05, -(at - 1) * lengths[1], 0.0))
    return frame, height


def _cut_positions(table: np.ndarray, cut: float, count: int) -> np.ndarray:
    """Ring positions along a limb, doubled where the cloth ends."""
    even = np.linspace(table[0, 0], table[-1, 0], count)
    even = np.concatenate([even[np.abs(even - 1) > 0.08], [0.9, 1.0, 1.1]])
    even = even[np.abs(even - cut) > 0.035]
    return np.sort(np.concatenate([even, [cut - 0.012, cut + 0.012]]))


def _add_limb(builder: MeshBuilder, table: np.ndarray, names: tuple[str, ...],
              lengths: tuple[float, float], radius: np.ndarray, cut: float,
              outfit: Outfit, colours: tuple) -> None:
    """One arm or leg; cloth of ``colours[0]`` down to ``cut``, then skin."""
    at = _cut_positions(table, cut, 22)
    columns = _sample_rows(table, at)
    covered = at < cut
    loose = np.where(covered, 1 + outfit.looseness * np.clip(at + 0.2, 0, 1), 1.0)
    loose = loose + 0.06 * covered
    bones = tuple(FRAME_INDEX[n] for n in names)
    frame, height = _limb_rings(bones, lengths, at)
    shift = columns[:, 2] if columns.shape[1] > 2 else 0 * at
    local = np.stack([0 * at, height, shift * radius], 1)
    middle = 0.5 * (at[1:] + at[:-1])
    cloth = colours[0].paint(len(middle), LIMB_SEGMENTS)
    painted = np.where((middle < cut)[:, None, None], cloth, colours[1])
    parts = np.where(middle < 1, bones[0], bones[2])
    builder.add_tube(
        parts, builder.to_world(frame, local),
        builder.to_world(frame, _axis(columns[:, 0] * loose * radius, 0), False),
        builder.to_world(frame, _axis(columns[:, 1] * loose * radius, 2), False),
        painted)


def add_arm(builder: MeshBuilder, build: Build, outfit: Outfit, side: str,
            lengths: tuple[float, float]) -> None:
    """Shoulder to wrist, and the hand."""
    radius = build.unit * (0.3 + 0.7 * build.girth)
    cut = max(outfit.sleeve, 0.02)
    _add_limb(builder, _ARM,
              (f'{side}_upper_arm', f'{side}_elbow', f'{side}_forearm'),
              lengths, radius, cut, outfit, (outfit.top, outfit.skin))
    bone, sign, unit = FRAME_INDEX[f'{side}_hand'], SIGN[side], build.unit
    bones = np.full(len(_HAND), bone)
    along, thick, wide, bend = unit * _HAND.T
    local = np.stack([-sign * bend, -along, 0 * along], 1)
    colours = np.broadcast_to(outfit.skin, (len(_HAND) - 1, 10, 3))
    builder.add_tube(bone, builder.to_world(bones, local),
                     builder.to_world(bones, _axis(thick, 0), False),
                     builder.to_world(bones, _axis(wide, 2), False), colours)
    thumb = unit * np.array([[0, -0.02, 0.018], [-0.008, -0.05, 0.045],
                             [-0.014, -0.085, 0.058], [-0.016, -0.10, 0.060]])
    thumb[:, 0] *= sign
    girth = unit * np.array([0.014, 0.013, 0.010, 0.002])
    bones = np.full(4, bone)
    builder.add_tube(bone, builder.to_world(bones, thumb),
                     builder.to_world(bones, _axis(girth, 0), False),
                     builder.to_world(bones, _axis(girth, 2), False),
                     np.broadcast_to(outfit.skin, (3, 6, 3)))


def add_leg(builder: MeshBuilder, build: Build, outfit: Outfit, side: str,
            lengths: tuple[float, float]) -> None:
    """Hip to ankle, and the shoe."""
    radius = build.unit * (0.25 + 0.75 * build.girth)
    cut = 0.1 if outfit.skirt else outfit.leg_end
    _add_limb(builder, _LEG,
              (f'{side}_thigh', f'{side}_knee', f'{side}_shank'),
              lengths, radius, cut, outfit, (outfit.bottom, outfit.skin))
    bone = FRAME_INDEX[f'{side}_foot']
    bones = np.full(len(_FOOT), bone)
    along, wide, tall, height = build.unit * _FOOT.T
    local = np.stack([0 * along, height, along], 1)
    colours = np.broadcast_to(outfit.shoes, (len(_FOOT) - 1, 12, 3)).copy()
    colours[:, 8:10] = outfit.sole
    builder.add_tube(bone, builder.to_world(bones, local),
                     builder.to_world(bones, _axis(wide, 0), False),
                     builder.to_world(bones, _axis(tall, 1), False), colours)


def add_skirt(builder: MeshBuilder, build: Build, outfit: Outfit,
              lengths: tuple[float, float]) -> None:
    """A skirt from the waist around both thighs, widening to its hem."""
    unit, rings = build.unit, 14
    part = np.linspace(0, 1, rings)
    pelvis = FRAME_INDEX['pelvis']
    top = builder.joints[pelvis] + builder.frames[pelvis] @ (0, 0.07 * unit, 0)
    reach = np.linspace(-0.1, outfit.leg_end, rings)
    legs = []
    for side in SIDES:
        names = tuple(f'{side}_{n}' for n in ('thigh', 'knee', 'shank'))
        frame, height = _limb_rings(
            tuple(FRAME_INDEX[n] for n in names), lengths, reach)
        legs.append(builder.to_world(
            frame, np.stack([0 * height, height, 0 * height], 1)))
    blend = np.clip(4 * part, 0, 1)[:, None]
    centres = (1 - blend) * top + blend * 0.5 * (legs[0] + legs[1])
    lateral, up = builder.frames[pelvis][:, 0], builder.frames[pelvis][:, 1]
    axis = np.gradient(centres, axis=0) - 1e-3 * up
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    apart = 0.5 * (legs[0] - legs[1])
    apart = apart + 1e-3 * lateral
    u = lateral + (apart - lateral * (apart @ lateral)[:, None]) * 2.0
    u -= axis * (u * axis).sum(1, keepdims=True)
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    v = np.cross(axis, u)
    flare = 0.02 + outfit.looseness * 0.35 * part
    spread = np.linalg.norm(apart, axis=1) * np.clip(2 * part, 0, 1)
    girth = unit * (0.35 + 0.65 * build.girth)
    wide = girth * np.interp(part, (0, 0.25, 1), (0.15, 0.175, 0.10)) + spread + (
        flare * unit)
    wide = np.where(part < 0.25, np.minimum(wide, girth * 0.19), wide)
    deep = girth * np.interp(part, (0, 0.25, 1), (0.112, 0.128, 0.11)) + flare * unit
    colours = outfit.bottom.paint(rings - 1, TRUNK_SEGMENTS)
    builder.add_tube(PART_INDEX['skirt'], centres, u * wide[:, None],
                     v * deep[:, None], colours, lift=0.01)
