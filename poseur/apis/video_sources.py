"""Sources of consecutive frames: videos and cameras."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import cv2

from poseur.structures.mp4 import read_track
from poseur.structures.videos import VideoReader, open_capture

from .failures import FailureLog
from .sources import Frame, Source

# Formats that store the number of frames; for others OpenCV estimates it.
FORMATS_WITH_FRAME_COUNT = ('.mp4', '.m4v', '.mov', '.avi')
ROUNDING = 2  # frames at the ends of a trimmed video
MAX_DAMAGED = 1000  # frames in a row; so many failures are the end of a video


class VideoInfo(NamedTuple):
    """Properties of a video, known before its frames are read.

    Attributes:
        fps: Frames per second; 0 if unknown.
        size: Width and height in pixels.
        num_frames: Number of frames; None if unknown.
    """

    fps: float
    size: tuple[int, int]
    num_frames: int | None

    @classmethod
    def from_capture(cls, capture: cv2.VideoCapture) -> VideoInfo:
        """Read the properties of an open video."""
        width = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH))
        height = int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        fps = capture.get(cv2.CAP_PROP_FPS)
        return cls(fps, (width, height), count if count > 0 else None)


class VideoSource(Source):
    """A source that OpenCV reads frame by frame.

    Args:
        address: Path of the file, or number of the camera.
        name: Name in messages and results.
        position: Index among the inputs.
    """

    is_video = True

    def __init__(self, address: str | int, name: str, position: int) -> None:
        super().__init__(name, position)
        self.address = address

    @cached_property
    def info(self) -> VideoInfo:
        """Frame rate, size and length."""
        capture = open_capture(self.address)
        info = VideoInfo.from_capture(capture)
        capture.release()
        return info

    def read(self, failures: FailureLog) -> Iterator[Frame]:
        """Read the frames one by one, see :meth:`Source.frames`."""
        reader = VideoReader(self.address)
        self.info = VideoInfo.from_capture(reader.capture)
        num_read = index = end = 0  # end: index behind the last frame that was read
        try:
            while True:
                image = reader.read()
                index += 1
                if image is not None:
                    num_read, end = num_read + 1, index
                    yield Frame(image, self, index - 1)
                elif index >= min(self.info.num_frames or 0, end + MAX_DAMAGED):
                    break  # end of the video; before it, this frame is damaged
        finally:
            reader.release()
        self.check_length(num_read, end, failures)

    @abstractmethod
    def check_length(self, num_read: int, end: int, failures: FailureLog) -> None:
        """Report missing frames.

        Args:
            num_read: Number of frames that could be read.
            end: Index behind the last of them.
            failures: Log for the missing frames.
        """


class VideoFile(VideoSource):
    """A video file."""

    path: Path

    def __init__(self, path: Path, position: int) -> None:
        super().__init__(str(path), str(path), position)
        self.path = path

    @property
    def num_frames(self) -> int | None:
        """Number of frames according to the header."""
        return self.info.num_frames

    def check_length(self, num_read: int, end: int, failures: FailureLog) -> None:
        """Report frames that the header announces and that cannot be read."""
        announced = self._num_announced(end)
        if not num_read:
            reason = (
                'No frame can be read. Copy or convert the video again.'
                if self.path.is_file()
                else 'The file does not exist. Check the path.'
            )
            failures.add(self.name, reason)
        elif (
            self.path.suffix.lower() in FORMATS_WITH_FRAME_COUNT
            and num_read < announced
        ):
            failures.add(
                self.name,
                f'{announced - num_read} of {announced} frames are damaged or cut off, '
                f'or the header counts too many; the other {num_read} are done. Copy '
                'or convert the video again.',
            )

    def _num_announced(self, end: int) -> int:
        """Return how many frames must be readable, ``end`` of which surely exist."""
        stored, track = self.num_frames or 0, read_track(self.path)
        if track is None or track.num_shown is None or track.num_shown >= stored:
            return stored
        return max(end, track.num_shown - ROUNDING)


class Camera(VideoSource):
    """A camera, read until it delivers no more frames."""

    live = True

    def __init__(self, number: int, position: int) -> None:
        super().__init__(number, f'camera {number}', position)

    @property
    def num_frames(self) -> None:
        """Unknown."""
        return None

    def check_length(self, num_read: int, end: int, failures: FailureLog) -> None:
        """Report a camera without any frame."""
        if not num_read:
            failures.add(
                self.name,
                'The camera delivers no image. Check its number, and that no other '
                'program uses it.',
            )
