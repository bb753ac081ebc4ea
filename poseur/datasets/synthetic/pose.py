"""Sampling of anatomically plausible poses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .actions import LEG_ACTIONS, set_arms, set_details, set_gait, set_legs
from .kinematics import forward_kinematics, rotation
from .sampling import chance, choose
from .skeleton import ANGLE_LIMITS, BONE_INDEX, BONES, SIDES


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
    lean = {'run': 10, 'lunge': 8, 'crouch': 12, 'lie': 90}.get(legs, 0)
    side = 0
    if legs == 'lie':
        lean = rng.choice((-88, 88))
        side = rng.uniform(-50, 50)
    tilt = rotation('x', lean + rng.normal(0, 3)) @ rotation('y', side)
    return rotation('y', yaw) @ rotation('z', rng.normal(0, 2)) @ tilt


def is_plausible(offsets: np.ndarray, pose: Pose) -> bool:
    """Whether no hand or elbow is inside the trunk or head and legs are apart.

    Args:
        offsets: Rest offsets of the person in metres, (19, 3).
        pose: The pose to test.
    """
    joints, frames = forward_kinematics(offsets, pose.angles, np.eye(3))
    unit = np.linalg.norm(offsets[BONE_INDEX['l_shank']]) / 0.425
    shoulder = abs(offsets[BONE_INDEX['l_upper_arm'], 0])
    for side in SIDES:
        elbow, wrist = (joints[BONE_INDEX[f'{side}_{b}']] for b in ('forearm', 'hand'))
        tip = wrist + frames[BONE_INDEX[f'{side}_hand']] @ (0, -0.12 * unit, 0)
        probes = np.stack([elbow, 0.5 * (elbow + wrist), wrist, tip])
        for bone, centre, radii in (
            ('chest', 0.10, (shoulder / unit, 0.20, 0.14)),
            ('pelvis', 0.03, (0.20, 0.20, 0.15)),
            ('head', 0.11, (0.10, 0.15, 0.12)),
        ):
            i = BONE_INDEX[bone]
            local = (probes - joints[i]) @ frames[i] / unit
            local[:, 1] -= centre
            if (np.square(local / radii).sum(1) < 1).any():
                return False
    gaps = [
        joints[BONE_INDEX[f'l_{b}']] - joints[BONE_INDEX[f'r_{b}']]
        for b in ('shank', 'foot')
    ]
    return min(np.linalg.norm(g) for g in gaps) > 0.11 * unit


def sample_plausible_pose(
    rng: np.random.Generator, offsets: np.ndarray, attempts: int = 12
) -> Pose:
    """Draw poses until one is plausible; the last one stands if none is."""
    for _ in range(attempts):
        pose = sample_pose(rng)
        if is_plausible(offsets, pose):
            break
    return pose
