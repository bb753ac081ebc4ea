"""Forward kinematics of the skeleton."""

from __future__ import annotations

import numpy as np

from .skeleton import BONES, PARENTS, SIGN, TRUNK


def rotation(axis: str, degrees: float) -> np.ndarray:
    """Right-handed rotation about ``'x'``, ``'y'`` or ``'z'``, shape (3, 3)."""
    angle = np.deg2rad(degrees)
    c, s = np.cos(angle), np.sin(angle)
    if axis == 'x':
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    if axis == 'y':
        return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _compose(*turns: tuple[str, float]) -> np.ndarray:
    """Product of rotations, skipping the zero ones."""
    result = np.eye(3)
    for axis, degrees in turns:
        if degrees:
            result = result @ rotation(axis, degrees)
    return result


def joint_rotation(bone: str, angles: np.ndarray) -> np.ndarray:
    """Local rotation of a joint from its three anatomical angles.

    The angles are those of ``skeleton.ANGLE_LIMITS``; mirrored angles on the
    left and the right give mirrored poses.

    Args:
        bone: Name from ``BONES``.
        angles: Degrees, shape (3,).

    Returns:
        np.ndarray: Rotation of the bone in its parent's frame, (3, 3).
    """
    a, b, c = angles
    if bone in TRUNK:
        return _compose(('y', c), ('z', -b), ('x', a))
    s, kind = SIGN[bone[0]], bone[2:]
    if kind == 'clavicle':
        return _compose(('z', s * a), ('y', -s * b))
    if kind == 'upper_arm':
        return _compose(('y', s * b), ('x', -a), ('y', s * (c - b)))
    if kind == 'forearm':
        return _compose(('x', -a))
    if kind == 'hand':
        return _compose(('y', -s * c), ('x', -b), ('z', -s * a))
    if kind == 'thigh':
        return _compose(('z', s * b), ('x', -a), ('y', s * c))
    if kind == 'shank':
        return _compose(('x', a))
    return _compose(('y', s * c), ('z', -s * b), ('x', -a))


def forward_kinematics(
    offsets: np.ndarray, angles: np.ndarray, root: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Place every joint and bone frame.

    Args:
        offsets: Rest offsets in meters, (19, 3).
        angles: Joint angles in degrees, (19, 3).
        root: Rotation of the pelvis in the world, (3, 3).

    Returns:
        tuple: Joint positions (19, 3) with the pelvis at the origin, and bone
        frames (19, 3, 3) whose columns are the bone's axes in the world.
    """
    joints = np.zeros((len(BONES), 3))
    frames = np.empty((len(BONES), 3, 3))
    for i, bone in enumerate(BONES):
        local = joint_rotation(bone, angles[i])
        if PARENTS[i] < 0:
            frames[i] = root @ local
            continue
        parent = frames[PARENTS[i]]
        joints[i] = joints[PARENTS[i]] + parent @ offsets[i]
        frames[i] = parent @ local
    return joints, frames
