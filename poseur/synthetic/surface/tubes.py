"""Helpers that turn tables of body measurements into rings of a tube."""

from __future__ import annotations

import numpy as np

from .mesh import MeshBuilder


def sample_rows(table: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Interpolate the columns of a table at values of its first column.

    Args:
        table: Measurements, (R, 1 + K); the first column is monotonic.
        at: Values of the first column, (N,).

    Returns:
        np.ndarray: The other columns, (N, K).
    """
    known = table[np.argsort(table[:, 0])]
    return np.stack(
        [np.interp(at, known[:, 0], known[:, k]) for k in range(1, table.shape[1])],
        axis=1,
    )


def along(axis: int, lengths: np.ndarray) -> np.ndarray:
    """Vectors of the given lengths along one axis, (N, 3)."""
    vectors = np.zeros((len(lengths), 3))
    vectors[:, axis] = lengths
    return vectors


def upright_rings(
    builder: MeshBuilder, bones: np.ndarray | int, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """World centers and half-axes of rings across a bone's vertical axis.

    Args:
        builder: Holds the frames.
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
    """Degrees between each segment of an upright ring and the front, (S,)."""
    middle = (np.arange(segments) + 0.5) * 360 / segments
    return np.abs((middle - 90 + 180) % 360 - 180)


def one_color(color: np.ndarray, bands: int, segments: int) -> np.ndarray:
    """The same color for all quads of a tube, (bands, segments, 3)."""
    return np.broadcast_to(color, (bands, segments, 3))
