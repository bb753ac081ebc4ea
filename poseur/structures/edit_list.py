"""Edit lists of MP4 and MOV files, which show a part of the stored frames.

Phones and editors trim a video by such a list: the header still counts all frames.
The format is that of ISO/IEC 14496-12.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

HEADER = struct.Struct('>I4s')
LARGE = struct.Struct('>Q')  # size of a box of 4 GB or more
MAX_MOOV = 1 << 28  # bytes
EMPTY = -1  # media time of an edit that shows nothing


def is_trimmed(path: str | Path, seconds: float, tolerance: float) -> bool:
    """Return whether a whole MP4 or MOV file shows less than it stores.

    Args:
        path: The file.
        seconds: Duration of the stored frames.
        tolerance: Largest difference in seconds that is rounding.

    Returns:
        False also for files that are cut off or in another format.
    """
    try:
        with Path(path).open('rb') as file:
            moov = _read_moov(file, Path(path).stat().st_size)
        shown = None if moov is None else _shown_seconds(moov)
    except (OSError, struct.error):
        return False
    return shown is not None and shown < seconds - tolerance


def _read_moov(file: BinaryIO, size: int) -> bytes | None:
    """Return the box of the structure; None if the file is cut off or has none."""
    moov, start = None, 0
    while start + HEADER.size <= size:
        file.seek(start)
        length, kind = HEADER.unpack(file.read(HEADER.size))
        if length == 1:
            (length,) = LARGE.unpack(file.read(LARGE.size))
        length = length or size - start  # 0: until the end
        if length < HEADER.size or start + length > size:
            return None
        if kind == b'moov' and length <= MAX_MOOV:
            moov = file.read(length - HEADER.size)
        start += length
    return moov


def _shown_seconds(moov: bytes) -> float | None:
    """Return how long the first video track is shown; None without an edit list."""
    movie = next(_children(moov, b'mvhd'))
    (scale,) = struct.unpack_from('>I', movie, 20 if movie[0] else 12)
    for track in _children(moov, b'trak'):
        handlers = (h for m in _children(track, b'mdia') for h in _children(m, b'hdlr'))
        if any(handler[8:12] == b'vide' for handler in handlers):
            edits = (
                e for b in _children(track, b'edts') for e in _children(b, b'elst')
            )
            return next((sum(_durations(edit)) / scale for edit in edits), None)
    return None


def _durations(edit_list: bytes) -> Iterator[int]:
    """Yield the durations of the edits that show frames, in units of the movie."""
    entry = struct.Struct('>Qq4x' if edit_list[0] else '>Ii4x')
    (count,) = struct.unpack_from('>I', edit_list, 4)
    for index in range(count):
        duration, media_time = entry.unpack_from(edit_list, 8 + index * entry.size)
        if media_time != EMPTY:
            yield duration


def _children(box: bytes, kind: bytes) -> Iterator[bytes]:
    """Yield the contents of the boxes of one kind directly inside of a box."""
    start = 0
    while start + HEADER.size <= len(box):
        length, found = HEADER.unpack_from(box, start)
        if length < HEADER.size:
            return
        if found == kind:
            yield box[start + HEADER.size : start + length]
        start += length
