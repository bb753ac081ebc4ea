"""Boxes of the people in an image, and which of them can be used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np


class Boxes(NamedTuple):
    """The boxes of one image or frame.

    Attributes:
        corners: Left, top, right, bottom in pixels, float32 ``[N, 4]``.
        scores: Detection scores, float32 ``[N]``.
    """

    corners: np.ndarray
    scores: np.ndarray

    @classmethod
    def from_array(cls, values: Any) -> Boxes:
        """Create boxes from numbers.

        Args:
            values: ``[N, 4]``, or ``[N, 5]`` with scores; ``[]`` for a frame without
                people. The score defaults to 1.

        Raises:
            ValueError: If the shape is another.
        """
        array = np.asarray(values, np.float32)
        if not array.size:
            array = array.reshape(0, 4)
        if array.ndim != 2 or array.shape[1] not in (4, 5):
            raise ValueError(
                f'The boxes have the shape {list(array.shape)}. Pass [N, 4] (left, '
                'top, right, bottom in pixels) or [N, 5] with scores.'
            )
        scores = array[:, 4] if array.shape[1] == 5 else np.ones(len(array), np.float32)
        return cls(array[:, :4], scores)

    def faults(self, image_size: tuple[int, int]) -> dict[int, str]:
        """Find boxes that cannot be used.

        Args:
            image_size: Width and height of the image in pixels.

        Returns:
            An error message for each box that shows nothing of the image, see
            :func:`find_invalid_boxes`, or whose score is not finite, by its index.
        """
        faults = find_invalid_boxes(self.corners, image_size)
        for index in np.flatnonzero(~np.isfinite(self.scores)):
            faults.setdefault(
                int(index),
                f'Box {index} has the score {self.scores[index]}. Pass a finite '
                'number, or leave the scores out.',
            )
        return dict(sorted(faults.items()))

    def without(self, indices: Iterable[int]) -> Boxes:
        """Return all boxes but those with some indices."""
        dropped = list(indices)
        return Boxes(*(np.delete(array, dropped, axis=0) for array in self))


def find_invalid_boxes(
    corners: np.ndarray, image_size: tuple[int, int]
) -> dict[int, str]:
    """Find boxes that show nothing of an image.

    Args:
        corners: Left, top, right, bottom in pixels ``[N, 4]``.
        image_size: Width and height of the image in pixels.

    Returns:
        An error message for each box that is not finite, is empty or lies outside the
        image, by the index of the box in rising order.
    """
    width, height = image_size
    left, top, right, bottom = corners.T
    area = np.isfinite(corners).all(axis=1) & (right > left) & (bottom > top)
    inside = (left < width) & (top < height) & (right > 0) & (bottom > 0)
    outside = f'is outside of the image of {width}x{height} pixels'
    return {
        int(index): f'Box {index}, {corners[index].tolist()} (left, top, right, '
        f'bottom), {outside if area[index] else "has no area"}. Correct or remove it.'
        for index in np.flatnonzero(~(area & inside))
    }
