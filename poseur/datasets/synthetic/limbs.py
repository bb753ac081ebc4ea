"""Surfaces of arms with hands and legs with shoes."""

from __future__ import annotations

import numpy as np

from .appearance import Fabric, Outfit
from .mesh import FRAME_INDEX, MeshBuilder
from .skeleton import SIGN, Build
from .tubes import along, sample_rows, upright_rings

# Position (0 shoulder, 1 elbow, 2 wrist), half width, half depth, shift.
_ARM = np.array(
    [
        [-0.085, 0.006, 0.008, 0],
        [-0.075, 0.021, 0.023, 0],
        [-0.050, 0.034, 0.037, 0],
        [-0.010, 0.044, 0.048, 0],
        [0.060, 0.050, 0.054, 0],
        [0.2, 0.050, 0.054, 0],
        [0.5, 0.045, 0.048, 0.002],
        [0.85, 0.038, 0.040, 0],
        [1.0, 0.038, 0.039, 0],
        [1.15, 0.041, 0.043, 0],
        [1.4, 0.038, 0.039, 0],
        [1.8, 0.026, 0.029, 0],
        [2.02, 0.021, 0.026, 0],
    ]
)
# Position (0 hip, 1 knee, 2 ankle), half width, half depth, forward shift.
_LEG = np.array(
    [
        [-0.14, 0.035, 0.045, 0.0],
        [-0.07, 0.072, 0.080, -0.004],
        [0.0, 0.085, 0.093, -0.004],
        [0.2, 0.083, 0.089, 0.0],
        [0.5, 0.071, 0.076, 0.002],
        [0.85, 0.056, 0.060, 0.002],
        [1.0, 0.053, 0.058, 0.003],
        [1.15, 0.050, 0.055, -0.004],
        [1.35, 0.051, 0.058, -0.012],
        [1.6, 0.042, 0.046, -0.010],
        [1.85, 0.033, 0.038, -0.004],
        [2.02, 0.033, 0.038, 0.0],
    ]
)
# Distance along the hand, half thickness, half width, bend to the palm.
_HAND = np.array(
    [
        [0.0, 0.018, 0.025, 0.0],
        [0.03, 0.019, 0.036, 0.0],
        [0.08, 0.017, 0.041, 0.003],
        [0.11, 0.014, 0.039, 0.008],
        [0.145, 0.011, 0.032, 0.018],
        [0.170, 0.008, 0.020, 0.028],
        [0.178, 0.001, 0.004, 0.032],
    ]
)
_THUMB = np.array(
    [
        [0.02, 0.014, 0.014, 0.018],
        [0.05, 0.013, 0.013, 0.045],
        [0.085, 0.010, 0.010, 0.058],
        [0.10, 0.002, 0.002, 0.060],
    ]
)
# Forward, half width, half height, height of the centre above the ankle.
_FOOT = np.array(
    [
        [-0.066, 0.004, 0.006, -0.05],
        [-0.056, 0.026, 0.028, -0.046],
        [-0.02, 0.036, 0.050, -0.030],
        [0.025, 0.037, 0.044, -0.033],
        [0.085, 0.042, 0.030, -0.046],
        [0.135, 0.045, 0.023, -0.053],
        [0.175, 0.037, 0.018, -0.057],
        [0.198, 0.010, 0.008, -0.062],
    ]
)
_SEGMENTS = 12


def limb_frames(
    bones: tuple[int, int, int], lengths: tuple[float, float], at: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Frame and height in it of positions along an arm or leg.

    Args:
        bones: Frames of upper bone, middle joint and lower bone.
        lengths: Upper and lower bone in metres.
        at: Positions, (R,): 0 upper joint, 1 middle joint, 2 lower joint.
    """
    upper, lower = at < 0.95, at > 1.05
    frame = np.where(upper, bones[0], np.where(lower, bones[2], bones[1]))
    height = np.where(
        upper, -at * lengths[0], np.where(lower, -(at - 1) * lengths[1], 0.0)
    )
    return frame, height


def _ring_positions(table: np.ndarray, cloth_end: float) -> np.ndarray:
    """Positions of the rings, with a step where the cloth ends."""
    even = np.linspace(table[0, 0], table[-1, 0], 17)
    even = np.concatenate(
        [table[:3, 0], even[np.abs(even - 1) > 0.08], [0.9, 1.0, 1.1]]
    )
    even = even[np.abs(even - cloth_end) > 0.035]
    return np.unique(np.concatenate([even, [cloth_end - 0.012, cloth_end + 0.012]]))


def _add_limb(
    builder: MeshBuilder,
    table: np.ndarray,
    names: tuple[str, ...],
    lengths: tuple[float, float],
    radius: float,
    cloth_end: float,
    looseness: float,
    cloth: Fabric,
    skin: np.ndarray,
) -> None:
    """An arm or leg, covered by cloth down to ``cloth_end``."""
    at = _ring_positions(table, cloth_end)
    wide, deep, shift = radius * sample_rows(table, at).T
    slack = 1.04 + looseness * np.clip(at, 0, 1)
    slack = np.where(at < cloth_end, slack, 1.0)
    bones = tuple(FRAME_INDEX[n] for n in names)
    frame, height = limb_frames(bones, lengths, at)
    rows = np.stack([height, wide * slack, deep * slack, shift], 1)
    middle = 0.5 * (at[1:] + at[:-1])
    colours = np.where(
        (middle < cloth_end)[:, None, None], cloth.paint(len(middle), _SEGMENTS), skin
    )
    builder.add_tube(
        np.where(middle < 1, bones[0], bones[2]),
        *upright_rings(builder, frame, rows),
        colours,
    )


def add_arm(
    builder: MeshBuilder,
    build: Build,
    outfit: Outfit,
    side: str,
    lengths: tuple[float, float],
) -> None:
    """Shoulder to wrist, and the hand.

    Args:
        builder: Collects the surface.
        build: Proportions.
        outfit: Clothes.
        side: ``'l'`` or ``'r'``.
        lengths: Upper arm and forearm in metres.
    """
    _add_limb(
        builder,
        _ARM,
        tuple(f'{side}_{n}' for n in ('upper_arm', 'elbow', 'forearm')),
        lengths,
        build.unit * (0.3 + 0.7 * build.girth),
        outfit.sleeve,
        outfit.looseness,
        outfit.top,
        outfit.skin,
    )
    hand = FRAME_INDEX[f'{side}_hand']
    for table, inward, forward in (
        (_HAND, _HAND[:, 3], 0 * _HAND[:, 3]),
        (_THUMB, 0.2 * _THUMB[:, 3], _THUMB[:, 3]),
    ):
        bones = np.full(len(table), hand)
        down, thick, wide = build.unit * table[:, :3].T
        centres = np.stack(
            [-SIGN[side] * build.unit * inward, -down, build.unit * forward], 1
        )
        builder.add_tube(
            hand,
            builder.to_world(bones, centres),
            builder.to_world(bones, along(0, thick), False),
            builder.to_world(bones, along(2, wide), False),
            np.broadcast_to(outfit.skin, (len(table) - 1, 8, 3)),
        )


def add_leg(
    builder: MeshBuilder,
    build: Build,
    outfit: Outfit,
    side: str,
    lengths: tuple[float, float],
) -> None:
    """Hip to ankle, and the shoe.

    Args:
        builder: Collects the surface.
        build: Proportions.
        outfit: Clothes.
        side: ``'l'`` or ``'r'``.
        lengths: Thigh and shank in metres.
    """
    _add_limb(
        builder,
        _LEG,
        tuple(f'{side}_{n}' for n in ('thigh', 'knee', 'shank')),
        lengths,
        build.unit * (0.25 + 0.75 * build.girth),
        0.1 if outfit.skirt else outfit.leg_end,
        outfit.looseness,
        outfit.bottom,
        outfit.skin,
    )
    foot = FRAME_INDEX[f'{side}_foot']
    bones = np.full(len(_FOOT), foot)
    forward, wide, tall, height = build.unit * _FOOT.T
    colours = np.broadcast_to(outfit.shoes, (len(_FOOT) - 1, 10, 3)).copy()
    colours[:, 6:9] = outfit.sole
    builder.add_tube(
        foot,
        builder.to_world(bones, along(1, height) + along(2, forward)),
        builder.to_world(bones, along(0, wide), False),
        builder.to_world(bones, along(1, tall), False),
        colours,
    )
