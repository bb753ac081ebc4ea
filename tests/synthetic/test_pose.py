"""Sampled poses keep the anatomical limits and stay out of the body."""

from __future__ import annotations

import numpy as np

from poseur.synthetic.pose import Pose, is_plausible, sample_pose
from poseur.synthetic.skeleton import ANGLE_LIMITS, BONE_INDEX, BONES, Build


def test_sampled_angles_keep_the_limits_and_fill_them():
    rng = np.random.default_rng(0)
    angles = np.stack([sample_pose(rng).angles for _ in range(300)])
    low, high = ANGLE_LIMITS[..., 0], ANGLE_LIMITS[..., 1]
    assert (angles >= low).all() and (angles <= high).all()
    spread = angles.std(0)
    assert spread[BONE_INDEX['l_forearm'], 0] > 25
    assert spread[BONE_INDEX['l_thigh'], 0] > 20
    assert spread[BONE_INDEX['r_upper_arm'], 0] > 30


def test_hand_inside_the_trunk_is_implausible():
    angles = np.zeros((len(BONES), 3))
    angles[[BONE_INDEX[f'{s}_upper_arm'] for s in 'lr'], 0] = 8
    angles[[BONE_INDEX[f'{s}_upper_arm'] for s in 'lr'], 1] = 90
    angles[[BONE_INDEX[f'{s}_thigh'] for s in 'lr'], 1] = 5
    assert is_plausible(Build(), Pose(angles, np.eye(3), 'stand'))
    inside = angles.copy()
    inside[BONE_INDEX['l_upper_arm'], 2] = -90
    inside[BONE_INDEX['l_forearm'], 0] = 110
    assert not is_plausible(Build(), Pose(inside, np.eye(3), 'stand'))
