"""A person in the world: build, pose, clothes and named landmarks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .appearance import Outfit, Seat, sample_outfit, sample_seat
from .pose import Pose, sample_plausible_pose
from .skeleton import (
    BONE_INDEX,
    EAR,
    EYE,
    HEAD_TOP,
    NOSE,
    SIDES,
    Build,
    forward_kinematics,
    rest_offsets,
    sample_build,
)

# The bone that begins at a keypoint.
_BONE_AT = {
    'shoulder': 'upper_arm',
    'elbow': 'forearm',
    'wrist': 'hand',
    'hip': 'thigh',
    'knee': 'shank',
    'ankle': 'foot',
}


@dataclass(frozen=True)
class Person:
    """A person in the world, the pelvis at the origin.

    Attributes:
        build: Proportions.
        pose: Joint angles and orientation.
        outfit: Skin, hair and clothes.
        seat: Seat of a person who sits, else None.
        offsets: Rest offsets of the joints in meters, (19, 3).
        joints: Joint positions in meters, (19, 3).
        frames: Bone frames, (19, 3, 3).
    """

    build: Build
    pose: Pose
    outfit: Outfit
    seat: Seat | None
    offsets: np.ndarray
    joints: np.ndarray
    frames: np.ndarray

    @property
    def head_scale(self) -> float:
        """Size of the head relative to the average adult's."""
        return self.build.unit * self.build.head

    @property
    def arm_lengths(self) -> tuple[float, float]:
        """Lengths of upper arm and forearm in meters."""
        return self._length('forearm'), self._length('hand')

    @property
    def leg_lengths(self) -> tuple[float, float]:
        """Lengths of thigh and shank in meters."""
        return self._length('shank'), self._length('foot')

    def _length(self, bone: str) -> float:
        """Return the distance from a bone's joint to its parent's."""
        return float(np.linalg.norm(self.offsets[BONE_INDEX[f'l_{bone}']]))

    def _in_head(self, point: np.ndarray) -> np.ndarray:
        """Return the world position of a landmark of the average head, (3,)."""
        head = BONE_INDEX['head']
        return self.joints[head] + self.frames[head] @ (self.head_scale * point)

    def landmarks(self) -> dict[str, np.ndarray]:
        """Return the world positions of all keypoints of COCO and MPII by name."""
        points = {
            'nose': self._in_head(NOSE),
            'head_top': self._in_head(HEAD_TOP),
            'upper_neck': self.joints[BONE_INDEX['head']],
            'thorax': self.joints[BONE_INDEX['neck']],
        }
        for side, word, sign in zip(SIDES, ('left', 'right'), (1, -1), strict=True):
            points[f'{word}_eye'] = self._in_head(EYE * (sign, 1, 1))
            points[f'{word}_ear'] = self._in_head(EAR * (sign, 1, 1))
            for name, bone in _BONE_AT.items():
                points[f'{word}_{name}'] = self.joints[BONE_INDEX[f'{side}_{bone}']]
        points['pelvis'] = 0.5 * (points['left_hip'] + points['right_hip'])
        return points


def sample_person(rng: np.random.Generator) -> Person:
    """Draw a person in a plausible pose."""
    build = sample_build(rng)
    pose = sample_plausible_pose(rng, build)
    offsets = rest_offsets(build)
    joints, frames = forward_kinematics(offsets, pose.angles, pose.root)
    seat = sample_seat(rng) if pose.legs == 'sit' else None
    return Person(build, pose, sample_outfit(rng), seat, offsets, joints, frames)
