"""One person: build, pose and outfit turned into a mesh and 3D keypoints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .appearance import Outfit, sample_outfit
from .head import EAR, EYE, HEAD_TOP, NOSE, add_hair, add_head, head_scale
from .kinematics import forward_kinematics
from .limbs import add_arm, add_leg
from .mesh import Mesh, MeshBuilder
from .pose import Pose, sample_plausible_pose
from .seat import Seat, add_seat, sample_seat
from .skeleton import BONE_INDEX, SIDES, Build, rest_offsets, sample_build
from .trunk import add_skirt, add_trunk


@dataclass(frozen=True)
class Person:
    """A person in the world, the pelvis at the origin.

    Attributes:
        build: Proportions.
        pose: Joint angles.
        outfit: Skin, hair and clothes.
        seat: What the person sits on, if anything.
        joints: Joint positions in metres, (19, 3).
        frames: Bone frames, (19, 3, 3).
    """

    build: Build
    pose: Pose
    outfit: Outfit
    seat: Seat | None
    joints: np.ndarray
    frames: np.ndarray

    def in_head(self, point: np.ndarray) -> np.ndarray:
        """World position of a landmark of the average head, (3,)."""
        head = BONE_INDEX['head']
        return self.joints[head] + self.frames[head] @ (head_scale(self.build) * point)

    def landmarks(self) -> dict[str, np.ndarray]:
        """World positions of all named keypoints of COCO and MPII."""
        points = {
            'nose': self.in_head(NOSE),
            'head_top': self.in_head(HEAD_TOP),
            'upper_neck': self.joints[BONE_INDEX['head']],
            'thorax': self.joints[BONE_INDEX['neck']],
        }
        bones = {
            'shoulder': 'upper_arm',
            'elbow': 'forearm',
            'wrist': 'hand',
            'hip': 'thigh',
            'knee': 'shank',
            'ankle': 'foot',
        }
        for side, word, mirror in zip(SIDES, ('left', 'right'), (1, -1), strict=True):
            points[f'{word}_eye'] = self.in_head(EYE * (mirror, 1, 1))
            points[f'{word}_ear'] = self.in_head(EAR * (mirror, 1, 1))
            for name, bone in bones.items():
                points[f'{word}_{name}'] = self.joints[BONE_INDEX[f'{side}_{bone}']]
        points['pelvis'] = 0.5 * (points['left_hip'] + points['right_hip'])
        return points

    def mesh(self) -> Mesh:
        """The dressed body surface."""
        builder = MeshBuilder(self.joints, self.frames)
        offsets = rest_offsets(self.build)
        build, outfit = self.build, self.outfit
        lengths = {
            bone: float(np.linalg.norm(offsets[BONE_INDEX[f'l_{bone}']]))
            for bone in ('forearm', 'hand', 'shank', 'foot')
        }
        legs = lengths['shank'], lengths['foot']
        add_trunk(builder, build, outfit, offsets)
        for side in SIDES:
            add_arm(builder, build, outfit, side, (lengths['forearm'], lengths['hand']))
            add_leg(builder, build, outfit, side, legs)
        if outfit.skirt:
            add_skirt(builder, build, outfit, legs)
        add_head(builder, build, outfit)
        add_hair(builder, build, outfit)
        if self.seat is not None:
            add_seat(builder, build, self.seat)
        return builder.build()


def sample_person(rng: np.random.Generator) -> Person:
    """Draw a person in a plausible pose."""
    build = sample_build(rng)
    offsets = rest_offsets(build)
    pose = sample_plausible_pose(rng, offsets)
    joints, frames = forward_kinematics(offsets, pose.angles, pose.root)
    seat = sample_seat(rng) if pose.legs == 'sit' else None
    return Person(build, pose, sample_outfit(rng), seat, joints, frames)
