"""People of a file as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .keypoints import keypoint_array
from .report import Report


@dataclass(frozen=True)
class People:
    """People with sound fields as arrays.

    Attributes:
        entries: Their annotations.
        points: x, y and visibility ``[N, K, 3]``.
        boxes: Left, top, width and height ``[N, 4]``.
        sizes: Width and height of their pictures ``[N, 2]``.
        pictures: The images that they are in.
    """

    entries: Sequence[dict]
    points: np.ndarray
    boxes: np.ndarray
    sizes: np.ndarray
    pictures: Sequence[dict]

    @classmethod
    def read(
        cls,
        entries: Sequence[dict],
        images: Mapping[int, dict],
        num_keypoints: int,
        report: Report,
        source: str,
    ) -> People:
        """Return the people whose keypoints are sound; report the others.

        Args:
            entries: Annotations with sound fields.
            images: Images by id.
            num_keypoints: Keypoints of each person.
            report: Report to add to.
            source: Where that number is from, for messages.
        """
        people, points = keypoint_array(
            entries, 'keypoints', num_keypoints, report, source
        )
        boxes = np.array([each['bbox'] for each in people], float).reshape(-1, 4)
        pictures = [images[each['image_id']] for each in people]
        sizes = np.array([(p['width'], p['height']) for p in pictures], float)
        return cls(people, points, boxes, sizes.reshape(-1, 2), pictures)

    @property
    def labeled(self) -> np.ndarray:
        """Whether a keypoint is labeled ``[N, K]``."""
        return self.points[..., 2] > 0

    @property
    def crowd(self) -> np.ndarray:
        """Whether an entry is a crowd ``[N]``."""
        return np.array([bool(e.get('iscrowd')) for e in self.entries], bool)

    @property
    def clipped(self) -> np.ndarray:
        """Width and height of the part of each box inside its picture ``[N, 2]``.

        They are those of corners in float32, as the datasets have them.
        """
        low, high = self.boxes[:, :2], self.boxes[:, :2] + self.boxes[:, 2:]
        last = self.sizes - 1
        first, second = (np.clip(each, 0, last) for each in (low, high))
        return second.astype(np.float32) - first.astype(np.float32)
