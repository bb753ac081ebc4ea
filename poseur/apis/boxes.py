"""Where people's boxes come from: the whole image, the caller, and what all share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from poseur.structures import find_invalid_boxes

from .failures import FailureLog
from .sources import Frame, Source


class Boxes(NamedTuple):
    """The boxes of one frame.

    Attributes:
        corners: Left, top, right, bottom in pixels, float32 ``[N, 4]``.
        scores: How sure each box is, float32 ``[N]``.
    """

    corners: np.ndarray
    scores: np.ndarray

    @classmethod
    def of(cls, values: Any) -> Boxes:
        """Make boxes of numbers.

        Args:
            values: ``[N, 4]``, or ``[N, 5]`` with scores; empty for nobody.

        Raises:
            ValueError: If they are neither.
        """
        array = np.asarray(values, np.float32)
        if not array.size:
            array = array.reshape(0, 4)
        if array.ndim != 2 or array.shape[1] not in (4, 5):
            raise ValueError(
                f'Boxes of the shape {list(array.shape)}. Give [N, 4] (left, top, '
                'right, bottom in pixels) or [N, 5] with scores.'
            )
        scores = array[:, 4] if array.shape[1] == 5 else np.ones(len(array), np.float32)
        return cls(array[:, :4], scores)


class BoxProvider(ABC):
    """Gives the boxes of frames."""

    def check(  # noqa: B027  (most providers have nothing to report)
        self, sources: Sequence[Source], failures: FailureLog
    ) -> None:
        """Report what will be missing, before the work begins."""

    @abstractmethod
    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """The boxes of each frame; what cannot be found is a failure."""


class WholeImage(BoxProvider):
    """One box around everything, for images of one person."""

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """See :class:`BoxProvider`."""
        return [Boxes.of([[0, 0, *frame.size]]) for frame in frames]


class GivenBoxes(BoxProvider):
    """Boxes from the caller.

    Args:
        boxes: For each input its boxes, see :meth:`Boxes.of`; for a video a list with
            the boxes of each frame. Of a single input its boxes may be given alone.
        sources: The inputs.

    Raises:
        ValueError: If the numbers of inputs and of boxes differ.
    """

    def __init__(self, boxes: Sequence[Any], sources: Sequence[Source]) -> None:
        alone = len(sources) == 1 and (sources[0].is_video or _is_table(boxes))
        self.boxes = [boxes] if alone else boxes
        if len(self.boxes) != len(sources):
            raise ValueError(
                f'Boxes for {len(self.boxes)} inputs, but there are {len(sources)}. '
                'Give a list with the boxes of each input, [] for nobody.'
            )

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """See :class:`BoxProvider`."""
        return [self._of_frame(frame, failures) for frame in frames]

    def _of_frame(self, frame: Frame, failures: FailureLog) -> Boxes:
        boxes = self.boxes[frame.source.position]
        if frame.source.is_video:
            if frame.index >= len(boxes):
                failures.add(
                    frame.title, f'There are boxes for {len(boxes)} frames only.'
                )
                return Boxes.of([])
            boxes = boxes[frame.index]
        try:
            return Boxes.of(boxes)
        except ValueError as error:
            failures.add(frame.title, str(error))
            return Boxes.of([])


def usable_boxes(boxes: Boxes, frame: Frame, failures: FailureLog) -> Boxes:
    """Leave out boxes that show nothing of the image; each is a failure.

    Args:
        boxes: The boxes of a frame.
        frame: The frame.
        failures: Takes boxes that are not finite, empty or outside the image, and those
            whose score is no number.
    """
    faults = find_invalid_boxes(boxes.corners, frame.size)
    for index in np.flatnonzero(~np.isfinite(boxes.scores)):
        faults.setdefault(
            int(index),
            f'Box {index} has the score {boxes.scores[index]}. Give a number, or leave '
            'the scores out.',
        )
    for index in sorted(faults):
        failures.add(frame.title, faults[index])
    return Boxes(*(np.delete(array, list(faults), axis=0) for array in boxes))


def _is_table(boxes: Sequence[Any]) -> bool:
    """Whether boxes are those of one image: two levels, not three."""
    return len(boxes) == 0 or np.ndim(boxes[0]) == 1
