"""Video files: reading them upright, and writing them whole or not at all."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np

from .files import PartialFile, utf8_path
from .mp4 import read_track

DEFAULT_FPS = 25.0  # where a camera or file does not report its own
MAX_RATE = 65535  # largest numerator of a frame rate in MPEG-4
MIN_FPS = 0.01
UPSIDE_DOWN, LEFT_RIGHT = 0, 1  # flip codes of OpenCV
EXACT = 0.001  # frames per second; smaller differences are rounding


def open_capture(address: str | int | Path) -> cv2.VideoCapture:
    """Open a video or camera so that frames are turned as the file says.

    Phones store frames as the sensor sees them, and the turn beside them. OpenCV 4.11
    does not apply it by default.

    Args:
        address: Path of the file, of any name; or number of the camera.
    """
    if isinstance(address, int):
        capture = cv2.VideoCapture(address)
    else:
        with utf8_path(address) as name:
            capture = cv2.VideoCapture(name)
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    return capture


class VideoReader:
    """Reader of a video or camera whose frames are upright and not mirrored.

    Args:
        address: Path of the file, or number of the camera.

    Attributes:
        capture: OpenCV's reader, which turns frames and does not mirror them.
    """

    def __init__(self, address: str | int | Path) -> None:
        self.capture = open_capture(address)
        track = None if isinstance(address, int) else read_track(address)
        self.mirror: int | None = None
        if track is not None and track.mirrored:
            turn = self.capture.get(cv2.CAP_PROP_ORIENTATION_META)
            self.mirror = LEFT_RIGHT if turn % 180 else UPSIDE_DOWN

    def read(self) -> np.ndarray | None:
        """Return the next frame, uint8 BGR ``[H, W, 3]``; None if it is unreadable."""
        found, frame = self.capture.read()
        if not found:
            return None
        return frame if self.mirror is None else cv2.flip(frame, self.mirror)

    def release(self) -> None:
        """Close the file or camera."""
        self.capture.release()


def nearest_frame_rate(fps: float) -> float:
    """Return the frame rate nearest to ``fps`` that an MPEG-4 video can hold.

    It is a decimal fraction whose numerator is at most 65,535. Rates that are unknown
    (0, negative or not finite) become 25.
    """
    if not (math.isfinite(fps) and fps > 0):
        return DEFAULT_FPS
    digits = next((n for n in (3, 2, 1) if round(fps * 10**n) <= MAX_RATE), 0)
    return min(max(round(fps, digits), MIN_FPS), float(MAX_RATE))


class VideoWriter:
    """Writer of an MPEG-4 video, which gets its name once it is complete.

    Args:
        path: File to write.
        fps: Frames per second, see :func:`nearest_frame_rate`.
        size: Width and height in pixels of the frames.

    Attributes:
        fps: Frames per second of the file.
        written_size: Width and height of the file, which has no odd last column or row.

    Raises:
        OSError: If the file cannot be written.
    """

    def __init__(self, path: Path, fps: float, size: tuple[int, int]) -> None:
        self.path = path
        self.fps = nearest_frame_rate(fps)
        self.size = size
        self.written_size = size[0] // 2 * 2, size[1] // 2 * 2
        self.num_frames = 0
        self.file = PartialFile(path)
        codec = cv2.VideoWriter.fourcc(*'mp4v')
        with utf8_path(self.file.partial) as name:
            self.video = cv2.VideoWriter(name, codec, self.fps, size)
        if not self.video.isOpened():
            self.discard()
            raise OSError(
                f'{path} cannot be written as MPEG-4 with {size[0]}x{size[1]} pixels '
                f'and {self.fps:g} frames per second. Check the free disk space, or '
                'leave --save-video out.'
            )

    def write(self, picture: np.ndarray) -> None:
        """Add a frame, uint8 BGR ``[H, W, 3]``.

        Raises:
            ValueError: If its size is another than that of the video.
        """
        height, width = picture.shape[:2]
        if (width, height) != self.size:
            raise ValueError(
                f'The frame has {width}x{height} pixels, and {self.path} has '
                f'{self.size[0]}x{self.size[1]}. Convert the input to one size.'
            )
        self.video.write(picture)
        self.num_frames += 1

    def close(self) -> None:
        """Complete the file, and check that every frame is in it.

        OpenCV does not report that a disk is full.

        Raises:
            OSError: If frames are missing; no file is left then.
        """
        self.video.release()
        capture = open_capture(self.file.partial)
        count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        readable = capture.grab()
        capture.release()
        if not readable or count != self.num_frames:
            self.file.discard()
            raise OSError(
                f'{self.path}: only {max(count, 0)} of {self.num_frames} frames could '
                'be written. Check the free disk space.'
            )
        self.file.commit()

    def discard(self) -> None:
        """Delete the incomplete file; an earlier one of the same name is kept."""
        self.video.release()
        self.file.discard()
