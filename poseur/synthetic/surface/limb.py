"""What arms and legs have in common: two bones in one tube, partly dressed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..appearance import Fabric
from .mesh import FRAME_INDEX, MeshBuilder
from .tubes import sample_rows, upright_rings

_RINGS, _SEGMENTS = 17, 12


@dataclass(frozen=True)
class Sleeve:
    """Cloth on an arm or leg.

    Attributes:
        cloth: Its fabric.
        end: Where it ends: 0 upper joint, 1 middle joint, 2 lower joint.
        looseness: Extra radius relative to the limb.
        skin: Color of what it leaves bare.
    """

    cloth: Fabric
    end: float
    looseness: float
    skin: np.ndarray


def limb_frames(
    names: tuple[str, str, str], lengths: tuple[float, float], at: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Frame of positions along an arm or leg, and their height in it.

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
    """Positions of the rings, with a step where the cloth ends."""
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
    """Add an arm or a leg without hand or foot.

    Args:
        builder: Collects the surface.
        table: Position, half width, half depth, forward shift, (R, 4).
        names: Frames of upper bone, middle joint and lower bone.
        lengths: Upper and lower bone in meters.
        thickness: Factor on the table's measurements.
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
