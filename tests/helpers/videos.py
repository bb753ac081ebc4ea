"""Small videos, and what phones, editors and broken recorders do to their headers."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np

NUM_FRAMES = 30
SIZE = (160, 128)
ONE = 1 << 16  # fixed-point numbers of a display matrix
MATRICES = {
    90: (0, ONE, -ONE, 0),
    180: (-ONE, 0, 0, -ONE),
    270: (0, -ONE, ONE, 0),
    'left to right': (-ONE, 0, 0, ONE),
    'upside down': (ONE, 0, 0, -ONE),
    'transposed': (0, ONE, ONE, 0),
    'transposed twice': (0, -ONE, -ONE, 0),
}


def marked_frame(index: int) -> np.ndarray:
    """Return a dark frame with a white upper left corner and a gray of its index."""
    frame = np.full((SIZE[1], SIZE[0], 3), 2 * index, np.uint8)
    frame[:32, :32] = 255
    return frame


def write_video(path: Path, codec: str = 'mp4v', fps: float = 12.5) -> Path:
    """Write 30 frames of 160x128."""
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, SIZE)
    for index in range(NUM_FRAMES):
        video.write(marked_frame(index))
    video.release()
    return path


def turn(path: Path, how: int | str) -> Path:
    """Set the display matrix of an MP4 file, as phones do."""
    a, b, c, d = MATRICES[how]
    matrix = struct.pack('>9i', a, b, 0, c, d, 0, 0, 0, 1 << 30)
    return _patch(path, b'tkhd', 4 + 20 + 8 + 8, matrix)


def trim(path: Path, milliseconds: int) -> Path:
    """Let the edit list of an MP4 file show the beginning only, as editors do."""
    return _patch(path, b'elst', 8, struct.pack('>I', milliseconds))


def damage(path: Path, share: float) -> Path:
    """Overwrite the data of the frames from a share of a Motion JPEG file on."""
    content = bytearray(path.read_bytes())
    end = content.rindex(b'\xff\xd9')
    start = content.index(b'\xff\xd8', int(share * end))
    content[start:end] = bytes(end - start)
    path.write_bytes(content)
    return path


def promise(path: Path, num_frames: int) -> Path:
    """Set the number of frames in the header of an AVI file."""
    _patch(path, b'avih', 4 + 16, struct.pack('<I', num_frames))
    return _patch(path, b'strh', 4 + 32, struct.pack('<I', num_frames))


def _patch(path: Path, box: bytes, offset: int, value: bytes) -> Path:
    content = bytearray(path.read_bytes())
    start = content.index(box) + len(box) + offset
    content[start : start + len(value)] = value
    path.write_bytes(content)
    return path
