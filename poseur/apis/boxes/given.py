"""Person boxes without a file: the whole image, and boxes of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from poseur.structures import Boxes

from ..failures import FailureLog
from ..sources import Frame, Source
from .provider import BoxProvider


class WholeImageBoxes(BoxProvider):
    """One box around the whole image, for images of one person."""

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """Return the boxes of each frame, see :class:`BoxProvider`."""
        return [Boxes.from_array([[0, 0, *frame.size]]) for frame in frames]


class GivenBoxes(BoxProvider):
    """Boxes passed by the caller.

    Args:
        boxes: A list with the boxes of each input, see :meth:`Boxes.from_array`; for a
            video a list with the boxes of each frame. For a single input, its boxes
            may be passed without the outer list.
        sources: The inputs.

    Raises:
        ValueError: If the numbers of inputs and of boxes differ.
    """

    def __init__(
        self, boxes: Sequence[Any] | np.ndarray, sources: Sequence[Source]
    ) -> None:
        single = len(sources) == 1 and (sources[0].is_video or _is_table(boxes))
        self.boxes = [boxes] if single else boxes
        if len(self.boxes) != len(sources):
            raise ValueError(
                f'Boxes for {len(self.boxes)} inputs, but there are {len(sources)}. '
                'Pass a list with the boxes of each input, [] for one without people.'
            )

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """Return the boxes of each frame, see :class:`BoxProvider`."""
        return [self._of_frame(frame, failures) for frame in frames]

    def _of_frame(self, frame: Frame, failures: FailureLog) -> Boxes:
        boxes = self.boxes[frame.source.position]
        if frame.source.is_video:
            if frame.index >= len(boxes):
                failures.add(
                    frame.title, f'There are boxes for {len(boxes)} frames only.'
                )
                return Boxes.from_array([])
            boxes = boxes[frame.index]
        with failures.catching(frame.title):
            return Boxes.from_array(boxes)
        return Boxes.from_array([])


def _is_table(boxes: Sequence[Any] | np.ndarray) -> bool:
    """Return whether the boxes are those of one image: two levels, not three."""
    return len(boxes) == 0 or np.ndim(boxes[0]) == 1
