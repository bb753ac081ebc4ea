"""Meshes of colored quads, and the builder that makes them of tubes and patches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..skeleton import BONE_INDEX, BONES, SIDES

# A part is a bone, or something that hides the bones beneath it.
PARTS = BONES + ('hair', 'skirt', 'object')
PART_INDEX = {name: i for i, name in enumerate(PARTS)}
# Pairs of bones with a frame halfway between them, for the rings of a bent joint.
_MITRES = tuple(
    (BONE_INDEX[f'{s}_{a}'], BONE_INDEX[f'{s}_{b}'])
    for s in SIDES
    for a, b in (('upper_arm', 'forearm'), ('thigh', 'shank'))
)
FRAME_INDEX = BONE_INDEX | {
    name: len(BONES) + i
    for i, name in enumerate(('l_elbow', 'l_knee', 'r_elbow', 'r_knee'))
}


@dataclass
class Mesh:
    """Quads of one person.

    Attributes:
        quads: Corners in meters, (Q, 4, 3), counter-clockwise from outside.
        colors: Blue, green, red in 0..255, (Q, 3).
        parts: Index into ``PARTS``, (Q,).
        lift: Meters by which a quad is moved toward the viewer for sorting, (Q,).
    """

    quads: np.ndarray
    colors: np.ndarray
    parts: np.ndarray
    lift: np.ndarray


@lru_cache
def _circle(segments: int) -> np.ndarray:
    """Return the weights of center and half-axes around a closed ring, (S + 1, 3)."""
    theta = np.linspace(0, 2 * np.pi, segments + 1)
    return np.stack([np.ones_like(theta), np.cos(theta), np.sin(theta)], axis=1)


class MeshBuilder:
    """A mesh in the making: tubes and patches that are attached to bone frames.

    Args:
        joints: Joint positions in meters, (19, 3).
        frames: Bone frames, (19, 3, 3).
    """

    def __init__(self, joints: np.ndarray, frames: np.ndarray) -> None:
        mitre = np.stack([frames[a] + frames[b] for a, b in _MITRES])
        mitre /= np.linalg.norm(mitre, axis=1, keepdims=True)
        self.joints = np.concatenate([joints, joints[[b for _, b in _MITRES]]])
        self.frames = np.concatenate([frames, mitre])
        self._pieces: list[tuple[np.ndarray, ...]] = []

    def to_world(
        self, bones: np.ndarray, vectors: np.ndarray, is_point: bool = True
    ) -> np.ndarray:
        """Transform vectors (R, 3) from the frames ``bones`` (R,) to the world."""
        turned = np.einsum('rij,rj->ri', self.frames[bones], vectors)
        return turned + self.joints[bones] if is_point else turned

    def add_tube(
        self,
        parts: np.ndarray | int,
        centers: np.ndarray,
        u: np.ndarray,
        v: np.ndarray,
        colors: np.ndarray,
        lift: np.ndarray | float = 0.0,
        keep: np.ndarray | None = None,
    ) -> None:
        """Join elliptic rings to a tube.

        The rings advance in the direction of ``u x v``.

        Args:
            parts: Part of every band between two rings, (R-1,), or one for all.
            centers: Ring centers in the world, (R, 3).
            u: First half-axes, (R, 3).
            v: Second half-axes, (R, 3).
            colors: One color per quad, (R-1, S, 3); S sets the segments.
            lift: See ``Mesh``; per band, (R-1,), or one for all.
            keep: Mask of the quads to use, (R-1, S); all by default.
        """
        rings, segments = len(centers), colors.shape[1]
        points = np.einsum('sk,krx->rsx', _circle(segments), [centers, u, v])
        above, below = points[:-1], points[1:]
        quads = np.stack(
            [above[:, :-1], above[:, 1:], below[:, 1:], below[:, :-1]], axis=2
        )
        count = (rings - 1) * segments
        bands, lifts = (
            np.broadcast_to(np.asarray(value), rings - 1) for value in (parts, lift)
        )
        piece = (
            quads.reshape(count, 4, 3),
            colors.reshape(count, 3),
            np.repeat(bands, segments),
            np.repeat(lifts, segments),
        )
        if keep is not None:
            piece = tuple(column[keep.ravel()] for column in piece)
        self._pieces.append(piece)

    def add_patch(
        self,
        part: int,
        bone: int,
        corners: np.ndarray,
        color: np.ndarray,
        lift: float = 0.02,
    ) -> None:
        """Add one quad (4, 3) in a bone's frame, for instance an eye on the face."""
        world = corners @ self.frames[bone].T + self.joints[bone]
        self._pieces.append(
            (
                world[None],
                np.asarray(color, float)[None],
                np.array([part]),
                np.array([lift]),
            )
        )

    def build(self) -> Mesh:
        """Return everything added so far as one mesh."""
        return Mesh(
            *(np.concatenate(column) for column in zip(*self._pieces, strict=True))
        )


def sample_rows(table: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Interpolate the columns of a table at values of its first column.

    Args:
        table: Measurements, (R, 1 + K), with a monotonic first column.
        at: Values of the first column, (N,).

    Returns:
        The other columns, (N, K).
    """
    known = table[np.argsort(table[:, 0])]
    return np.stack(
        [np.interp(at, known[:, 0], known[:, k]) for k in range(1, table.shape[1])],
        axis=1,
    )


def along(axis: int, lengths: np.ndarray) -> np.ndarray:
    """Return vectors of the given lengths along an axis, (N, 3)."""
    vectors = np.zeros((len(lengths), 3))
    vectors[:, axis] = lengths
    return vectors


def upright_rings(
    builder: MeshBuilder, bones: np.ndarray | int, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return world centers and half-axes of rings across a bone's vertical axis.

    Args:
        builder: Builder with the bone frames.
        bones: Frame of each ring, (R,), or one for all.
        rows: Height, half width, half depth, forward shift in meters, (R, 4).
    """
    bones = np.broadcast_to(np.asarray(bones), len(rows))
    height, wide, deep, shift = rows.T
    centers = along(1, height) + along(2, shift)
    return (
        builder.to_world(bones, centers),
        builder.to_world(bones, along(0, wide), False),
        builder.to_world(bones, along(2, deep), False),
    )


def angles_from_front(segments: int) -> np.ndarray:
    """Return the degrees from the front to each segment of an upright ring, (S,)."""
    middle = (np.arange(segments) + 0.5) * 360 / segments
    return np.abs((middle - 90 + 180) % 360 - 180)


def one_color(color: np.ndarray, bands: int, segments: int) -> np.ndarray:
    """Repeat a color for all quads of a tube, (bands, segments, 3)."""
    return np.broadcast_to(color, (bands, segments, 3))
