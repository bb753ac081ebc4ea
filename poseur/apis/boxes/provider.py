"""What supplies person boxes for frames."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from poseur.structures import Boxes

from ..failures import FailureLog
from ..sources import Frame, Source


class BoxProvider(ABC):
    """Base class of everything that supplies person boxes for frames."""

    def check(  # noqa: B027  (most providers have nothing to check)
        self, sources: Sequence[Source], failures: FailureLog
    ) -> None:
        """Report missing boxes before the first frame is read.

        Args:
            sources: All inputs.
            failures: Log for inputs without boxes.
        """

    @abstractmethod
    def __call__(
        self, frames: Sequence[Frame], failures: FailureLog
    ) -> Sequence[Boxes | None]:
        """Return the boxes of each frame.

        Args:
            frames: The frames of one batch.
            failures: Log for frames whose boxes are missing or invalid.

        Returns:
            Boxes, some of which may show nothing of the frame, see :meth:`usable`; None
            for a frame that failed and has no result.
        """

    def usable(
        self, frames: Sequence[Frame], failures: FailureLog
    ) -> list[Boxes | None]:
        """Return the boxes of each frame that can be used, and report the others.

        The arguments and the result are those of calling the provider.
        """
        found = zip(frames, self(frames, failures), strict=True)
        return [
            boxes and usable_boxes(boxes, frame, failures) for frame, boxes in found
        ]


def usable_boxes(boxes: Boxes, frame: Frame, failures: FailureLog) -> Boxes:
    """Leave out boxes that cannot be used, and report each as a failure.

    Args:
        boxes: The boxes of a frame.
        frame: The frame.
        failures: Log for boxes that are not finite, empty or outside of the frame, and
            for those with a NaN or infinite score.
    """
    faults = boxes.faults(frame.size)
    for fault in faults.values():
        failures.add(frame.title, fault)
    return boxes.without(faults)
