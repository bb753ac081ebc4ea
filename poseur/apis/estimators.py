"""How a model is asked for poses; one class for each kind of model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .boxes import Boxes
from .sources import Frame


class People(NamedTuple):
    """The people of one frame, as in :class:`poseur.structures.PoseResult`."""

    keypoints: np.ndarray
    keypoint_scores: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray
    sigmas: np.ndarray | None

    @classmethod
    def nobody(cls, num_keypoints: int) -> People:
        """A frame without people."""
        return cls(
            keypoints=np.zeros((0, num_keypoints, 2)),
            keypoint_scores=np.zeros((0, num_keypoints)),
            boxes=np.zeros((0, 4)),
            scores=np.zeros(0),
            sigmas=np.zeros((0, num_keypoints, 2)),
        )


class PoseEstimator(ABC):
    """Finds the poses in frames.

    Attributes:
        needs_boxes: Whether it must be told where people are.
    """

    needs_boxes: bool

    @abstractmethod
    def __call__(
        self, frames: Sequence[Frame], boxes: Sequence[Boxes] | None
    ) -> list[People]:
        """Find the people of each frame.

        Args:
            frames: The frames.
            boxes: The boxes of each frame; None for models that need none.
        """

    @abstractmethod
    def set_flip_test(self, flip_test: bool) -> None:
        """Switch averaging with the mirror image on or off."""
