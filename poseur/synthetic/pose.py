"""Sampling of anatomically plausible poses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .actions import LEG_ACTIONS, set_arms, set_details, set_gait, set_legs
from .kinematics import forward_kinematics, rotation
from .sampling import chance, choose
from .skeleton import ANGLE_LIMITS, BONE_INDEX, BONES, SIDES, Build, rest_offsets

# Bone -> height of an ellipsoid's center above its joint, and the half-axes
# (meters of the average adult) within which no hand may be.
_FLESH = {
    'chest': (0.10, (0.158, 0.20, 0.14)),
    'pelvis': (0.03, (0.20, 0.20, 0.15)),
    'head': (0.11, (0.10, 0.15, 0.12)),
}
_LEG_GAP = 0.11
# Degrees by which the trunk leans forward in an action.
_LEAN = {'run': 10, 'lunge': 8, 'crouch': 12}


@dataclass(frozen=True)
class Pose:
    """Joint angles and how the body stands in the world.

    Attributes:
        angles: Degrees, (19, 3), rows as in ``BONES``.
        root: Rotation of the pelvis in the world, (3, 3).
        legs: Name of the leg action.
    """

    angles: np.ndarray
    root: np.ndarray
    legs: str


def sample_pose(rng: np.random.Generator) -> Pose:
    """Draw a pose whose angles are within the anatomical limits."""
    legs = choose(rng, LEG_ACTIONS)
    angles = np.zeros((len(BONES), 3))
    if legs in ('walk', 'run'):
        set_gait(angles, rng, run=legs == 'run')
    else:
        set_legs(angles, rng, legs)
    if legs not in ('walk', 'run') or chance(rng, 0.3):
        set_arms(angles, rng)
    set_details(angles, rng)
    angles = np.clip(angles, ANGLE_LIMITS[..., 0], ANGLE_LIMITS[..., 1])
    return Pose(angles, _sample_root(rng, legs), legs)


def _sample_root(rng: np.random.Generator, legs: str) -> np.ndarray:
    """Heading and lean: more people face the camera than turn their back."""
    kind = rng.random()
    if kind < 0.5:
        yaw = rng.normal(0, 28)
    elif kind < 0.65:
        yaw = rng.normal(180, 30)
    else:
        yaw = rng.uniform(-180, 180)
    lean, side = _LEAN.get(legs, 0), 0
    if legs == 'lie':
        lean, side = rng.choice((-88, 88)), rng.uniform(-50, 50)
    tilt = rotation('x', lean + rng.normal(0, 3)) @ rotation('y', side)
    return rotation('y', yaw) @ rotation('z', rng.normal(0, 2)) @ tilt


def is_plausible(build: Build, pose: Pose) -> bool:
    """Whether no hand or elbow is inside the trunk or head and legs are apart.

    Args:
        build: Proportions of the person.
        pose: The pose to test.
    """
    joints, frames = forward_kinematics(rest_offsets(build), pose.angles, np.eye(3))
    joints /= build.unit
    probes = []
    for side in SIDES:
        elbow, wrist = (joints[BONE_INDEX[f'{side}_{b}']] for b in ('forearm', 'hand'))
        fingers = wrist + frames[BONE_INDEX[f'{side}_hand']] @ (0, -0.12, 0)
        probes += [elbow, 0.5 * (elbow + wrist), wrist, fingers]
    for bone, (rise, radii) in _FLESH.items():
        i = BONE_INDEX[bone]
        local = (np.stack(probes) - joints[i]) @ frames[i] - (0, rise, 0)
        if (np.square(local / radii).sum(1) < 1).any():
            return False
    gaps = [
        joints[BONE_INDEX[f'l_{b}']] - joints[BONE_INDEX[f'r_{b}']]
        for b in ('shank', 'foot')
    ]
    return bool(np.linalg.norm(gaps, axis=1).min() > _LEG_GAP)


def sample_plausible_pose(
    rng: np.random.Generator, build: Build, attempts: int = 12
) -> Pose:
    """Draw poses until one is plausible; the last attempt counts in any case."""
    for _ in range(attempts):
        pose = sample_pose(rng)
        if is_plausible(build, pose):
            break
    return pose
