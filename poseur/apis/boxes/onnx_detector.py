"""Person boxes from a detector in an ONNX file."""

from __future__ import annotations

from collections.abc import Sequence

from poseur.deploy.detection import OnnxDetector
from poseur.structures import Boxes

from ..failures import FailureLog
from ..sources import Frame
from .provider import BoxProvider


class OnnxBoxes(BoxProvider):
    """Boxes found by a detector in an ONNX file, image by image.

    Args:
        detector: The detector.
    """

    def __init__(self, detector: OnnxDetector) -> None:
        self.detector = detector

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """Return the boxes of each frame, see :class:`BoxProvider`."""
        return [self.detector(frame.image) for frame in frames]
