"""The articulated skeleton: bones, proportions, joint limits and forward kinematics.

Body axes at rest (standing, arms hanging): x to the person's left, y up,
z forward. Lengths are in meters, angles in degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIDES = ('l', 'r')
SIGN = {'l': 1.0, 'r': -1.0}

TRUNK = ('pelvis', 'spine', 'chest', 'neck', 'head')
LIMB = ('clavicle', 'upper_arm', 'forearm', 'hand', 'thigh', 'shank', 'foot')
BONES = TRUNK + tuple(f'{s}_{bone}' for s in SIDES for bone in LIMB)
BONE_INDEX = {name: i for i, name in enumerate(BONES)}

_TRUNK_PARENT = {'spine': 'pelvis', 'chest': 'spine', 'neck': 'chest', 'head': 'neck'}
_LIMB_PARENT = {
    'clavicle': 'chest',
    'upper_arm': 'clavicle',
    'forearm': 'upper_arm',
    'hand': 'forearm',
    'thigh': 'pelvis',
    'shank': 'thigh',
    'foot': 'shank',
}


def _parent(bone: str) -> int:
    """Return the index of the parent bone, -1 for the root."""
    if bone in TRUNK:
        parent = _TRUNK_PARENT.get(bone)
    else:
        parent = _LIMB_PARENT[bone[2:]]
        parent = parent if parent in TRUNK else f'{bone[:2]}{parent}'
    return -1 if parent is None else BONE_INDEX[parent]


PARENTS = tuple(_parent(bone) for bone in BONES)

# Allowed range of the three angles of each joint. Trunk: forward flexion,
# bend to the left, twist to the left. Clavicle: elevation, protraction.
# Upper arm: elevation from hanging, plane of elevation (0 forward,
# 90 sideways), outward twist. Forearm and shank: flexion. Hand: flexion,
# deviation, pronation. Thigh: flexion, abduction, outward rotation. Foot:
# dorsiflexion, inversion, outward turn.
_ANGLE_LIMITS = {
    'pelvis': ((0, 0), (0, 0), (0, 0)),
    'spine': ((-20, 45), (-20, 20), (-20, 20)),
    'chest': ((-15, 35), (-18, 18), (-25, 25)),
    'neck': ((-25, 30), (-20, 20), (-35, 35)),
    'head': ((-20, 25), (-15, 15), (-35, 35)),
    'clavicle': ((-5, 30), (-10, 20), (0, 0)),
    'upper_arm': ((-5, 175), (-60, 130), (-90, 90)),
    'forearm': ((0, 150), (0, 0), (0, 0)),
    'hand': ((-50, 60), (-20, 30), (-80, 85)),
    'thigh': ((-30, 125), (-20, 50), (-35, 45)),
    'shank': ((0, 145), (0, 0), (0, 0)),
    'foot': ((-40, 20), (-15, 15), (-10, 25)),
}
ANGLE_LIMITS = np.array(
    [_ANGLE_LIMITS[b if b in TRUNK else b[2:]] for b in BONES], np.float64
)

# Landmarks in the frame of an average adult's head, in meters. Those of the left
# side are given; x is mirrored for the right.
EYE = np.array([0.031, 0.118, 0.092])
NOSE = np.array([0.0, 0.080, 0.113])
EAR = np.array([0.085, 0.104, -0.005])
HEAD_TOP = np.array([0.0, 0.226, -0.004])


@dataclass(frozen=True)
class Build:
    """Proportions of one person.

    Attributes:
        stature: Standing height in meters.
        girth: Thickness of trunk and limbs relative to the average.
        belly: Extra depth of the waist; 0 for none.
        shoulder: Shoulder width relative to the average.
        hip: Hip width relative to the average.
        leg: Leg length relative to the average.
        arm: Arm length relative to the average.
        head: Head size relative to the average.
    """

    stature: float = 1.72
    girth: float = 1.0
    belly: float = 0.0
    shoulder: float = 1.0
    hip: float = 1.0
    leg: float = 1.0
    arm: float = 1.0
    head: float = 1.0

    @property
    def unit(self) -> float:
        """Size relative to the average adult of 1.72 m."""
        return self.stature / 1.72


def sample_build(rng: np.random.Generator) -> Build:
    """Draw a body build; one person in eight is a child."""
    child = rng.random() < 0.12
    stature = (
        rng.uniform(1.05, 1.45)
        if child
        else np.clip(rng.normal(1.70, 0.09), 1.48, 1.96)
    )
    return Build(
        stature=float(stature),
        girth=float(np.clip(rng.normal(1.0, 0.11), 0.82, 1.35)),
        belly=float(max(0.0, rng.normal(0.0, 0.18))),
        shoulder=float(np.clip(rng.normal(1.0, 0.06), 0.86, 1.14)),
        hip=float(np.clip(rng.normal(1.0, 0.06), 0.88, 1.15)),
        leg=float(np.clip(rng.normal(1.0, 0.04), 0.91, 1.09)),
        arm=float(np.clip(rng.normal(1.0, 0.03), 0.93, 1.07)),
        head=float((1.22 if child else 1.0) * rng.uniform(0.96, 1.06)),
    )


def rest_offsets(build: Build) -> np.ndarray:
    """Return the offset of every joint from its parent, in the parent's frame.

    Returns:
        Meters, (19, 3), rows as in ``BONES``.
    """
    u = build.unit
    trunk = 1.0 - 0.6 * (build.leg - 1.0)
    limb = {
        'clavicle': (0.02, 0.235 * trunk, 0.01),
        'upper_arm': (0.158 * build.shoulder, 0.0, -0.015),
        'forearm': (0.0, -0.285 * build.arm, 0.0),
        'hand': (0.0, -0.245 * build.arm, 0.0),
        'thigh': (0.088 * build.hip, -0.02, 0.0),
        'shank': (0.0, -0.425 * build.leg, 0.0),
        'foot': (0.0, -0.405 * build.leg, 0.0),
    }
    offsets = {
        'pelvis': (0.0, 0.0, 0.0),
        'spine': (0.0, 0.10 * trunk, -0.01),
        'chest': (0.0, 0.145 * trunk, 0.0),
        'neck': (0.0, 0.255 * trunk, -0.005),
        'head': (0.0, 0.085, 0.012),
    }
    for side in SIDES:
        for bone, (x, y, z) in limb.items():
            offsets[f'{side}_{bone}'] = (SIGN[side] * x, y, z)
    return u * np.array([offsets[b] for b in BONES])


def rotation(axis: str, degrees: float) -> np.ndarray:
    """Return the right-handed rotation about ``'x'``, ``'y'`` or ``'z'``, (3, 3)."""
    angle = np.deg2rad(degrees)
    c, s = np.cos(angle), np.sin(angle)
    if axis == 'x':
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    if axis == 'y':
        return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _compose(*turns: tuple[str, float]) -> np.ndarray:
    """Multiply rotations, skipping those of zero degrees."""
    result = np.eye(3)
    for axis, degrees in turns:
        if degrees:
            result = result @ rotation(axis, degrees)
    return result


def joint_rotation(bone: str, angles: np.ndarray) -> np.ndarray:
    """Compute the local rotation of a joint from its three anatomical angles.

    The same angles on the left and on the right give mirrored poses.

    Args:
        bone: Name from ``BONES``.
        angles: Degrees, (3,), with the meaning of ``ANGLE_LIMITS``.

    Returns:
        Rotation of the bone in its parent's frame, (3, 3).
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
    """Compute the position of every joint and the frame of every bone.

    Args:
        offsets: Rest offsets in meters, (19, 3).
        angles: Joint angles in degrees, (19, 3).
        root: Rotation of the pelvis in the world, (3, 3).

    Returns:
        Joint positions (19, 3) with the pelvis at the origin, and bone frames
        (19, 3, 3) whose columns are the bones' axes in the world.
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
