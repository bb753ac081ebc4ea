"""Sampling of anatomically plausible poses.

The ``_set_*`` functions fill rows of an array of joint angles in degrees, (19, 3),
with the meaning of ``skeleton.ANGLE_LIMITS``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .sampling import chance, choose
from .skeleton import (
    ANGLE_LIMITS,
    BONE_INDEX,
    BONES,
    SIDES,
    Build,
    forward_kinematics,
    rest_offsets,
    rotation,
)

# Leg action -> probability. The first four, two thirds of the people, are upright.
_LEG_ACTIONS = {
    'stand': 0.28,
    'walk': 0.26,
    'step': 0.07,
    'run': 0.09,
    'sit': 0.12,
    'crouch': 0.05,
    'lunge': 0.05,
    'jump': 0.05,
    'kick': 0.02,
    'lie': 0.01,
}
# Arm action -> probability, drawn for each side unless the gait swings the arms.
_ARM_ACTIONS = {
    'hang': 0.36,
    'akimbo': 0.09,
    'raise': 0.10,
    'reach': 0.10,
    'side': 0.09,
    'head': 0.07,
    'wave': 0.07,
    'fold': 0.05,
    'carry': 0.07,
}
# Arm action -> mean and spread of (elevation, plane, twist, elbow flexion).
_ARM_TABLE = {
    'hang': ((9, 6), (75, 22), (-5, 15), (15, 11)),
    'akimbo': ((42, 7), (100, 10), (-38, 10), (98, 10)),
    'raise': ((150, 18), (60, 30), (0, 20), (22, 18)),
    'reach': ((75, 22), (18, 20), (-5, 15), (22, 18)),
    'side': ((78, 18), (85, 12), (5, 20), (20, 20)),
    'head': ((62, 18), (50, 18), (5, 14), (135, 8)),
    'wave': ((85, 15), (88, 10), (78, 8), (75, 25)),
    'fold': ((34, 6), (25, 10), (-58, 10), (88, 12)),
    'carry': ((20, 9), (30, 15), (-16, 10), (85, 15)),
}
# Leg action -> mean and spread of (hip flexion, abduction, knee flexion).
_LEG_TABLE = {
    'stand': ((2, 4), (5, 3), (4, 4)),
    'sit': ((84, 9), (9, 8), (80, 16)),
    'crouch': ((105, 10), (16, 8), (122, 12)),
    'jump': ((32, 22), (14, 10), (52, 28)),
}
# Bone -> height of an ellipsoid's center above the joint, and its half-axes, in
# meters of the average adult. No hand may be inside.
_FLESH = {
    'chest': (0.10, (0.158, 0.20, 0.14)),
    'pelvis': (0.03, (0.20, 0.20, 0.15)),
    'head': (0.11, (0.10, 0.15, 0.12)),
}
_LEG_GAP = 0.11
# Leg action -> degrees by which the body leans forward.
_LEAN = {'run': 10, 'lunge': 8, 'crouch': 12}


@dataclass(frozen=True)
class Pose:
    """Joint angles and orientation of a body.

    Attributes:
        angles: Degrees, (19, 3), rows as in ``BONES``.
        root: Rotation of the pelvis in the world, (3, 3).
        legs: Name of the leg action.
    """

    angles: np.ndarray
    root: np.ndarray
    legs: str


def sample_plausible_pose(
    rng: np.random.Generator, build: Build, attempts: int = 12
) -> Pose:
    """Draw poses until one is plausible; the last attempt is returned in any case."""
    for _ in range(attempts):
        pose = sample_pose(rng)
        if is_plausible(build, pose):
            break
    return pose


def sample_pose(rng: np.random.Generator) -> Pose:
    """Draw a pose within the anatomical limits of each joint."""
    legs = choose(rng, _LEG_ACTIONS)
    angles = np.zeros((len(BONES), 3))
    if legs in ('walk', 'run'):
        _set_gait(angles, rng, run=legs == 'run')
    else:
        _set_legs(angles, rng, legs)
    if legs not in ('walk', 'run') or chance(rng, 0.3):
        _set_arms(angles, rng)
    _set_details(angles, rng)
    angles = np.clip(angles, ANGLE_LIMITS[..., 0], ANGLE_LIMITS[..., 1])
    return Pose(angles, _sample_root(rng, legs), legs)


def _sample_root(rng: np.random.Generator, legs: str) -> np.ndarray:
    """Draw heading and lean; more people face the camera than turn their back."""
    kind = rng.random()
    if kind < 0.5:
        yaw = rng.normal(0, 28)
    elif kind < 0.65:
        yaw = rng.normal(180, 30)
    else:
        yaw = rng.uniform(-180, 180)
    lean, side = float(_LEAN.get(legs, 0)), 0.0
    if legs == 'lie':
        lean, side = rng.choice((-88, 88)), rng.uniform(-50, 50)
    tilt = rotation('x', lean + rng.normal(0, 3)) @ rotation('y', side)
    return rotation('y', yaw) @ rotation('z', rng.normal(0, 2)) @ tilt


def _set_gait(angles: np.ndarray, rng: np.random.Generator, run: bool) -> None:
    """Set legs and counter-swinging arms to a random phase of walking or running."""
    phase = rng.uniform(0, 2 * np.pi)
    hip = rng.uniform(38, 52) if run else rng.uniform(14, 30)
    knee = rng.uniform(75, 110) if run else rng.uniform(35, 60)
    elbow = rng.uniform(70, 105) if run else rng.uniform(8, 45)
    swing = rng.uniform(35, 60) if run else rng.uniform(10, 35)
    for side, shift in zip(SIDES, (0.0, np.pi), strict=True):
        p = phase + shift
        thigh = hip * np.cos(p) + (10 if run else 3)
        lift = max(0.0, -np.sin(p)) ** 1.3
        angles[BONE_INDEX[f'{side}_thigh'], :2] = thigh, rng.normal(2, 2)
        angles[BONE_INDEX[f'{side}_shank'], 0] = 8 + knee * lift
        angles[BONE_INDEX[f'{side}_foot'], 0] = 12 * np.cos(p) - 12 * lift
        back = swing * np.cos(p)
        angles[BONE_INDEX[f'{side}_upper_arm']] = (
            abs(back) + 6,
            12 if back < 0 else 130,
            rng.normal(0, 10),
        )
        angles[BONE_INDEX[f'{side}_forearm'], 0] = elbow + 0.3 * (
            -back if back < 0 else 0
        )
    angles[BONE_INDEX['spine'], 0] += 9 if run else 2
    angles[BONE_INDEX['chest'], 2] = 8 * np.cos(phase)


def _set_legs(angles: np.ndarray, rng: np.random.Generator, legs: str) -> None:
    """Set the legs in an action that does not swing the arms."""
    table = _LEG_TABLE.get(legs, _LEG_TABLE['stand'])
    shared = rng.normal(size=3)
    for side in SIDES:
        own = 0.75 * shared + 0.66 * rng.normal(size=3)
        hip, abduction, knee = (m + s * z for (m, s), z in zip(table, own, strict=True))
        angles[BONE_INDEX[f'{side}_thigh'], :2] = hip, abduction
        angles[BONE_INDEX[f'{side}_thigh'], 2] = rng.normal(8, 6)
        angles[BONE_INDEX[f'{side}_shank'], 0] = abs(knee)
    _set_one_leg(angles, rng, legs)
    if legs == 'crouch':
        angles[BONE_INDEX['spine'], 0] = rng.uniform(10, 35)
    for side in SIDES:
        hip = angles[BONE_INDEX[f'{side}_thigh'], 0]
        knee = angles[BONE_INDEX[f'{side}_shank'], 0]
        flat = -8 if legs == 'jump' else np.clip(knee - hip, -25, 18)
        angles[BONE_INDEX[f'{side}_foot'], 0] = flat + rng.normal(0, 4)


def _set_one_leg(angles: np.ndarray, rng: np.random.Generator, legs: str) -> None:
    """Set the front leg of a step, lunge or kick, and the back leg of a lunge."""
    front, behind = rng.permutation(SIDES)
    thigh, shank = BONE_INDEX[f'{front}_thigh'], BONE_INDEX[f'{front}_shank']
    if legs == 'step':
        angles[thigh, 0], angles[shank, 0] = rng.uniform(20, 75), rng.uniform(25, 80)
    elif legs == 'lunge':
        angles[thigh, 0], angles[shank, 0] = rng.uniform(45, 85), rng.uniform(50, 95)
        angles[BONE_INDEX[f'{behind}_thigh'], 0] = rng.uniform(-28, -8)
        angles[BONE_INDEX[f'{behind}_shank'], 0] = rng.uniform(10, 45)
    elif legs == 'kick':
        angles[thigh, 0], angles[shank, 0] = rng.uniform(50, 95), rng.uniform(0, 35)


def _set_arms(angles: np.ndarray, rng: np.random.Generator) -> None:
    """Set both arms; half the time they share an action."""
    action = choose(rng, _ARM_ACTIONS)
    for side in rng.permutation(SIDES):
        elevation, plane, twist, elbow = (
            rng.normal(m, s) for m, s in _ARM_TABLE[action]
        )
        angles[BONE_INDEX[f'{side}_upper_arm']] = elevation, plane, twist
        angles[BONE_INDEX[f'{side}_forearm'], 0] = abs(elbow)
        if chance(rng, 0.5):
            action = choose(rng, _ARM_ACTIONS)


def _set_details(angles: np.ndarray, rng: np.random.Generator) -> None:
    """Set trunk, head, hands, and the collarbones that rise with the arms."""
    for bone, spread in (('spine', 5), ('chest', 4), ('neck', 6), ('head', 6)):
        turn = 9 if bone in ('neck', 'head') else 4
        angles[BONE_INDEX[bone]] += rng.normal(0, (spread, 3, turn))
    angles[BONE_INDEX['spine'], 0] += 3
    for side in SIDES:
        elevation = angles[BONE_INDEX[f'{side}_upper_arm'], 0]
        angles[BONE_INDEX[f'{side}_clavicle'], 0] = max(
            0.0, 0.22 * (elevation - 45)
        ) + rng.normal(0, 1.5)
        angles[BONE_INDEX[f'{side}_hand']] = rng.normal((8, 3, 10), (14, 6, 25))


def is_plausible(build: Build, pose: Pose) -> bool:
    """Check that no arm is inside the trunk or the head and that the legs are apart.

    Args:
        build: Proportions of the person.
        pose: Pose to check.
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
