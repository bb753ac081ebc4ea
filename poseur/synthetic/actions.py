"""What legs, arms and trunk do: joint angles of actions, in degrees.

The functions fill rows of an array of angles, (19, 3); their meaning is that
of ``skeleton.ANGLE_LIMITS``.
"""

from __future__ import annotations

import numpy as np

from .sampling import chance, choose
from .skeleton import BONE_INDEX, SIDES

# Legs -> probability. The first four, two thirds of the people, are upright.
LEG_ACTIONS = {
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
# Arms -> probability, drawn for each side unless the legs swing the arms.
ARM_ACTIONS = {
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
# Arms -> mean and spread of (elevation, plane, twist, elbow flexion).
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
# Legs -> mean and spread of (hip flexion, abduction, knee flexion).
_LEG_TABLE = {
    'stand': ((2, 4), (5, 3), (4, 4)),
    'sit': ((84, 9), (9, 8), (80, 16)),
    'crouch': ((105, 10), (16, 8), (122, 12)),
    'jump': ((32, 22), (14, 10), (52, 28)),
}


def set_gait(angles: np.ndarray, rng: np.random.Generator, run: bool) -> None:
    """Legs and counter-swinging arms at one phase of walking or running."""
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


def set_legs(angles: np.ndarray, rng: np.random.Generator, legs: str) -> None:
    """Legs of the actions that do not swing the arms."""
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
    """The leg in front of a step, lunge or kick, and the one behind a lunge."""
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


def set_arms(angles: np.ndarray, rng: np.random.Generator) -> None:
    """Both arms; the second repeats the first one's action half the time."""
    action = choose(rng, ARM_ACTIONS)
    for side in rng.permutation(SIDES):
        elevation, plane, twist, elbow = (
            rng.normal(m, s) for m, s in _ARM_TABLE[action]
        )
        angles[BONE_INDEX[f'{side}_upper_arm']] = elevation, plane, twist
        angles[BONE_INDEX[f'{side}_forearm'], 0] = abs(elbow)
        if chance(rng, 0.5):
            action = choose(rng, ARM_ACTIONS)


def set_details(angles: np.ndarray, rng: np.random.Generator) -> None:
    """Trunk, head, hands and the shoulder girdle that follows the arms."""
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
