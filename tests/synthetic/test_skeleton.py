"""Joints turn the anatomical way and keep their limits and bone lengths."""

from __future__ import annotations

import numpy as np
import pytest

from poseur.synthetic.person import sample_person
from poseur.synthetic.pose import sample_pose
from poseur.synthetic.skeleton import (
    BONE_INDEX,
    BONES,
    PARENTS,
    TRUNK,
    Build,
    forward_kinematics,
    rest_offsets,
)

RIGHT, UP, BACK = np.eye(3)[0] * -1, np.eye(3)[1], np.eye(3)[2] * -1


def joints_of(angles: dict[str, tuple[float, ...]]) -> dict[str, np.ndarray]:
    """Return joint positions of the average body with a few angles set."""
    array = np.zeros((len(BONES), 3))
    for bone, values in angles.items():
        array[BONE_INDEX[bone], : len(values)] = values
    joints, _ = forward_kinematics(rest_offsets(Build()), array, np.eye(3))
    return dict(zip(BONES, joints, strict=True))


@pytest.mark.parametrize(
    ('angles', 'start', 'end', 'direction'),
    [
        ({}, 'l_upper_arm', 'l_hand', -UP),
        ({'l_forearm': (90,)}, 'l_forearm', 'l_hand', -BACK),
        ({'r_forearm': (90,)}, 'r_forearm', 'r_hand', -BACK),
        ({'l_shank': (90,)}, 'l_shank', 'l_foot', BACK),
        ({'r_thigh': (90,)}, 'r_thigh', 'r_shank', -BACK),
        ({'l_thigh': (0, 90)}, 'l_thigh', 'l_shank', -RIGHT),
        ({'r_thigh': (0, 90)}, 'r_thigh', 'r_shank', RIGHT),
        ({'l_upper_arm': (90, 0)}, 'l_upper_arm', 'l_forearm', -BACK),
        ({'l_upper_arm': (90, 90)}, 'l_upper_arm', 'l_hand', -RIGHT),
        ({'r_upper_arm': (90, 90)}, 'r_upper_arm', 'r_hand', RIGHT),
        ({'r_upper_arm': (180, 40)}, 'r_upper_arm', 'r_hand', UP),
        (
            {'r_upper_arm': (90, 90, 90), 'r_forearm': (90,)},
            'r_forearm',
            'r_hand',
            UP,
        ),
        ({'spine': (90,)}, 'spine', 'chest', -BACK),
        ({'spine': (0, 90)}, 'spine', 'chest', -RIGHT),
    ],
)
def test_angles_turn_joints_the_anatomical_way(angles, start, end, direction):
    joints = joints_of(angles)
    bone = joints[end] - joints[start]
    assert bone @ direction / np.linalg.norm(bone) > 0.99


def test_mirrored_angles_give_the_mirrored_body():
    rng = np.random.default_rng(0)
    offsets = rest_offsets(Build())
    swap = [
        BONES.index(b if b in TRUNK else {'l': 'r', 'r': 'l'}[b[0]] + b[1:])
        for b in BONES
    ]
    flip = np.where(np.isin(BONES, TRUNK)[:, None], (1, -1, -1), 1)
    for _ in range(20):
        angles = sample_pose(rng).angles
        joints, _ = forward_kinematics(offsets, angles, np.eye(3))
        mirrored, _ = forward_kinematics(offsets, (angles * flip)[swap], np.eye(3))
        np.testing.assert_allclose(mirrored[swap] * (-1, 1, 1), joints, atol=1e-9)


def test_bone_lengths_do_not_depend_on_the_pose():
    rng = np.random.default_rng(0)
    for _ in range(20):
        person = sample_person(rng)
        for i, parent in enumerate(PARENTS):
            if parent >= 0:
                length = np.linalg.norm(person.joints[i] - person.joints[parent])
                rest = np.linalg.norm(person.offsets[i])
                assert length == pytest.approx(rest, rel=1e-9)


def test_left_and_right_bones_are_equally_long():
    rng = np.random.default_rng(0)
    offsets = sample_person(rng).offsets
    for bone in BONES:
        if bone.startswith('l_'):
            left, right = (offsets[BONE_INDEX[s + bone[1:]]] for s in 'lr')
            np.testing.assert_allclose(left * (-1, 1, 1), right)


def test_stature_is_the_distance_from_sole_to_head_top(standing):
    mesh = standing(0).mesh
    height = np.ptp(mesh.quads[..., 1])
    assert height == pytest.approx(Build().stature, abs=0.04)
