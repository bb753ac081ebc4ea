"""Multi-person tracking by OKS assignment."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

MIN_AREA = 1.0  # of a person in square pixels
MAX_STEPS = 5  # frames over which the position of a hidden person is extrapolated


@dataclass
class Track:
    """Track of one person.

    Attributes:
        track_id: Id of the track.
        keypoints: Keypoints of the latest detection in pixels ``[K, 2]``.
        last_seen: Index of the frame of the latest detection.
        velocity: Mean velocity of the keypoints in pixels per frame ``[2]``.
    """

    track_id: int
    keypoints: np.ndarray
    last_seen: int
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))

    def predict(self, frame: int) -> np.ndarray:
        """Extrapolate the keypoints to a frame, over ``MAX_STEPS`` frames at most.

        Returns:
            Coordinates in pixels ``[K, 2]``.
        """
        steps = min(frame - self.last_seen, MAX_STEPS)
        return self.keypoints + steps * self.velocity

    def update(self, keypoints: np.ndarray, frame: int) -> None:
        """Add the detection ``[K, 2]`` of a frame to the track."""
        movement = (keypoints - self.keypoints).mean(axis=0)
        latest = movement / (frame - self.last_seen)
        self.velocity = (self.velocity + latest) / 2  # smooths the noise of the poses
        self.keypoints, self.last_seen = keypoints, frame


class OKSTracker:
    """Tracker that assigns ids to people over the frames of a video.

    In each frame it matches the people to the extrapolated poses of the tracks so that
    the sum of the object keypoint similarities (OKS) is maximal. A person without a
    match starts a new track.

    Args:
        oks_sigmas: COCO's constants of the keypoints ``[K]``.
        min_oks: Minimum similarity of a match.
        max_gap: Number of frames for which a track survives without a match.
    """

    def __init__(
        self, oks_sigmas: ArrayLike, min_oks: float = 0.2, max_gap: int = 30
    ) -> None:
        self.oks_sigmas = np.asarray(oks_sigmas, float)
        self.min_oks = min_oks
        self.max_gap = max_gap
        self.tracks: list[Track] = []
        self.num_frames = 0
        self.num_tracks = 0

    def update(self, keypoints: np.ndarray) -> np.ndarray:
        """Assign ids to the people of the next frame.

        Args:
            keypoints: Coordinates in pixels ``[N, K, 2]``.

        Returns:
            Track ids ``[N]``, from 1.
        """
        self.num_frames += 1
        oldest = self.num_frames - self.max_gap - 1
        self.tracks = [track for track in self.tracks if track.last_seen >= oldest]
        matches = self._match(keypoints)
        ids = np.zeros(len(keypoints), np.int64)
        for index, pose in enumerate(keypoints):
            track = matches.get(index)
            if track is None:
                self.num_tracks += 1
                track = Track(self.num_tracks, pose, self.num_frames)
                self.tracks.append(track)
            else:
                track.update(pose, self.num_frames)
            ids[index] = track.track_id
        return ids

    def _match(self, keypoints: np.ndarray) -> dict[int, Track]:
        """Return the tracks of the people that match one, by the person's index."""
        if not (self.tracks and len(keypoints)):
            return {}
        predicted = np.stack([track.predict(self.num_frames) for track in self.tracks])
        similarity = oks_matrix(keypoints, predicted, self.oks_sigmas)
        similarity[similarity < self.min_oks] = 0
        rows, columns = linear_sum_assignment(similarity, maximize=True)
        return {
            row: self.tracks[column]
            for row, column in zip(rows, columns, strict=True)
            if similarity[row, column] > 0
        }


def oks_matrix(first: np.ndarray, second: np.ndarray, sigmas: np.ndarray) -> np.ndarray:
    """Return the object keypoint similarity (OKS) of all pairs of poses.

    The area of a person is the mean area of the rectangles around both poses.

    Args:
        first: Coordinates ``[N, K, 2]``.
        second: Coordinates ``[M, K, 2]``.
        sigmas: COCO's constants of the keypoints ``[K]``.

    Returns:
        Similarities between 0 and 1, ``[N, M]``.
    """
    distances = np.square(first[:, None] - second[None]).sum(axis=-1)  # [N, M, K]
    areas = (_areas(first)[:, None] + _areas(second)[None]) / 2
    spread = 2 * areas[..., None] * np.square(2 * sigmas)
    return np.exp(-distances / spread).mean(axis=-1)


def _areas(poses: np.ndarray) -> np.ndarray:
    """Return the areas ``[N]`` of the rectangles around poses ``[N, K, 2]``."""
    return np.maximum(np.ptp(poses, axis=1).prod(axis=-1), MIN_AREA)
