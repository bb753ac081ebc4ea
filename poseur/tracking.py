"""Who is who from frame to frame, by object keypoint similarity."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

MIN_AREA = 1.0  # square pixels
MOST_STEPS = 5  # for so many frames someone out of sight moves on


@dataclass
class Track:
    """One person over time.

    Attributes:
        number: The person's id.
        keypoints: Where the person was seen last, ``[K, 2]``.
        last_seen: Number of the frame in which that was.
        velocity: Movement of all keypoints together in pixels a frame, ``[2]``.
    """

    number: int
    keypoints: np.ndarray
    last_seen: int
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))

    def expected(self, frame: int) -> np.ndarray:
        """Where the person would be now, moving on for a while, ``[K, 2]``."""
        steps = min(frame - self.last_seen, MOST_STEPS)
        return self.keypoints + steps * self.velocity

    def move(self, keypoints: np.ndarray, frame: int) -> None:
        """Note where the person is now."""
        movement = (keypoints - self.keypoints).mean(axis=0)
        latest = movement / (frame - self.last_seen)
        self.velocity = (self.velocity + latest) / 2  # smooths the noise of the poses
        self.keypoints, self.last_seen = keypoints, frame


class OKSTracker:
    """Gives people ids that stay the same over the frames of a video.

    The people of a frame are assigned to those seen before, where these would be had
    they moved on, so that the sum of the similarities is the largest; a person too
    unlike all others gets a new id.

    Args:
        oks_sigmas: COCO's constant for each keypoint, ``[K]``.
        min_oks: Least similarity of the same person in two frames.
        max_gap: For how many frames a person may be out of sight.
    """

    def __init__(
        self, oks_sigmas: np.ndarray, min_oks: float = 0.2, max_gap: int = 30
    ) -> None:
        self.oks_sigmas = np.asarray(oks_sigmas, float)
        self.min_oks = min_oks
        self.max_gap = max_gap
        self.tracks: list[Track] = []
        self.num_frames = 0
        self.num_people = 0

    def update(self, keypoints: np.ndarray) -> np.ndarray:
        """Recognize the people of the next frame.

        Args:
            keypoints: Coordinates in pixels ``[N, K, 2]``.

        Returns:
            Their ids ``[N]``, counted from 1.
        """
        self.num_frames += 1
        oldest = self.num_frames - self.max_gap - 1
        self.tracks = [track for track in self.tracks if track.last_seen >= oldest]
        known = self._recognize(keypoints)
        ids = np.zeros(len(keypoints), np.int64)
        for index, pose in enumerate(keypoints):
            track = known.get(index)
            if track is None:
                self.num_people += 1
                track = Track(self.num_people, pose, self.num_frames)
                self.tracks.append(track)
            else:
                track.move(pose, self.num_frames)
            ids[index] = track.number
        return ids

    def _recognize(self, keypoints: np.ndarray) -> dict[int, Track]:
        """The tracks of those people that have one."""
        if not (self.tracks and len(keypoints)):
            return {}
        expected = np.stack([each.expected(self.num_frames) for each in self.tracks])
        similarity = oks_matrix(keypoints, expected, self.oks_sigmas)
        similarity[similarity < self.min_oks] = 0
        people, tracks = linear_sum_assignment(similarity, maximize=True)
        return {
            person: self.tracks[track]
            for person, track in zip(people, tracks, strict=True)
            if similarity[person, track] > 0
        }


def oks_matrix(first: np.ndarray, second: np.ndarray, sigmas: np.ndarray) -> np.ndarray:
    """Object keypoint similarity of every pose with every other.

    Args:
        first: Coordinates ``[N, K, 2]``.
        second: Coordinates ``[M, K, 2]``.
        sigmas: COCO's constant for each keypoint, ``[K]``.

    Returns:
        Similarities between 0 and 1, ``[N, M]``. For the size of a person stands the
        mean area of the rectangles around both poses.
    """
    distances = np.square(first[:, None] - second[None]).sum(axis=-1)  # [N, M, K]
    areas = (_areas(first)[:, None] + _areas(second)[None]) / 2
    spread = 2 * areas[..., None] * np.square(2 * sigmas)
    return np.exp(-distances / spread).mean(axis=-1)


def _areas(poses: np.ndarray) -> np.ndarray:
    return np.maximum(np.ptp(poses, axis=1).prod(axis=-1), MIN_AREA)
