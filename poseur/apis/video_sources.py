"""Videos and cameras as sources of frames."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import cv2

from .failures import FailureLog
from .sources import Frame, Source

# Containers whose header counts the frames; of others OpenCV estimates the number.
COUNTED = ('.mp4', '.m4v', '.mov', '.avi')


class VideoInfo(NamedTuple):
    """What is known of a video before it is read.

    Attributes:
        fps: Frames per second; 0 where it is not known.
        size: Width and height in pixels.
        num_frames: Number of frames; None where it is not known.
    """

    fps: float
    size: tuple[int, int]
    num_frames: int | None

    @classmethod
    def of(cls, capture: cv2.VideoCapture) -> VideoInfo:
        """Ask an open video."""
        width = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH))
        height = int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        fps = capture.get(cv2.CAP_PROP_FPS)
        return cls(fps, (width, height), count if count > 0 else None)


class VideoSource(Source):
    """Anything that OpenCV reads frame by frame.

    Args:
        address: The file's path, or the camera's number.
        name: What it is called in messages and results.
        position: Its place among the inputs.
    """

    is_video = True

    def __init__(self, address: str | int, name: str, position: int) -> None:
        super().__init__(name, position)
        self.address = address

    @cached_property
    def info(self) -> VideoInfo:
        """Frame rate, size and length."""
        capture = cv2.VideoCapture(self.address)
        info = VideoInfo.of(capture)
        capture.release()
        return info

    def frames(self, failures: FailureLog) -> Iterator[Frame]:
        """See :meth:`Source.frames`."""
        capture = cv2.VideoCapture(self.address)
        self.info = VideoInfo.of(capture)
        read = index = 0
        try:
            while True:
                found, image = capture.read()
                if found:
                    yield Frame(image, self, index)
                    read += 1
                elif index + 1 >= (self.info.num_frames or 0):
                    break  # the end, else a damaged frame that others follow
                index += 1
        finally:
            capture.release()
        self.check_length(read, failures)

    @abstractmethod
    def check_length(self, number: int, failures: FailureLog) -> None:
        """Compare the number of frames read with what it should be."""


class VideoFile(VideoSource):
    """A video on the disk."""

    def __init__(self, path: Path, position: int) -> None:
        super().__init__(str(path), str(path), position)
        self.path = path

    @property
    def num_frames(self) -> int | None:
        """Number of frames that the header promises."""
        return self.info.num_frames

    def check_length(self, number: int, failures: FailureLog) -> None:
        """Report frames that the header promises and nobody can read."""
        promised = self.num_frames or 0
        if not number:
            reason = (
                'No frame can be read. Copy or convert the video again.'
                if self.path.is_file()
                else 'There is no such file. Check the path.'
            )
            failures.add(self.name, reason)
        elif self.path.suffix.lower() in COUNTED and number < promised:
            failures.add(
                self.name,
                f'{promised - number} of {promised} frames are damaged or cut off; the '
                f'other {number} are done. Copy or convert the video again.',
            )


class Camera(VideoSource):
    """A camera by its number, until it gives no more frames."""

    live = True
    num_frames = None

    def __init__(self, number: int, position: int) -> None:
        super().__init__(number, f'camera {number}', position)

    def check_length(self, number: int, failures: FailureLog) -> None:
        """Report a camera that gives nothing."""
        if not number:
            failures.add(
                self.name,
                'The camera gives no picture. Check its number, and that no other '
                'program uses it.',
            )
