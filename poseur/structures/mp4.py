"""Headers of MP4 and MOV files: what is shown of the stored frames, and how.

Phones and editors trim a video by a list of edits, while the header still counts all
frames, and turn or mirror it by a matrix. The format is that of ISO/IEC 14496-12.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

HEADER = struct.Struct('>I4s')
LARGE = struct.Struct('>Q')  # size of a box of 4 GB or more
MAX_MOOV = 1 << 28  # bytes
MAX_FRAMES = 1 << 22
EMPTY = -1  # media time of an edit that shows nothing
Run = tuple[int, int]  # so many frames in a row have a value


class VideoTrack(NamedTuple):
    """The first video track of a file.

    Attributes:
        mirrored: Whether frames are mirrored before they are turned.
        num_shown: Number of frames that the edits show; None if it is not known.
    """

    mirrored: bool
    num_shown: int | None


def read_track(path: str | Path) -> VideoTrack | None:
    """Read the video track of a whole MP4 or MOV file.

    Returns:
        The track; None for files that are cut off, damaged or in another format.
    """
    try:
        with Path(path).open('rb') as file:
            moov = _read_moov(file, Path(path).stat().st_size)
        return None if moov is None else _video_track(moov)
    except (
        ArithmeticError,
        LookupError,
        OSError,
        StopIteration,
        ValueError,
        struct.error,
    ):
        return None


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


def _video_track(moov: bytes) -> VideoTrack | None:
    movie = next(_boxes(moov, b'mvhd'))
    (scale,) = struct.unpack_from('>I', movie, 20 if movie[0] else 12)
    for track in _boxes(moov, b'trak'):
        if any(each[8:12] == b'vide' for each in _boxes(track, b'mdia', b'hdlr')):
            edits = next(_boxes(track, b'edts', b'elst'), None)
            num_shown = 0 if edits is None else _num_shown(track, edits, scale)
            return VideoTrack(_is_mirrored(track), num_shown or None)
    return None


def _is_mirrored(track: bytes) -> bool:
    """Return whether the matrix of a track has a negative determinant."""
    header = next(_boxes(track, b'tkhd'))
    a, b, _, c, d = struct.unpack_from('>5i', header, 52 if header[0] else 40)
    return a * d - b * c < 0


def _num_shown(track: bytes, edits: bytes, movie_scale: int) -> int:
    """Count the frames whose time lies in one of the edits."""
    media = next(_boxes(track, b'mdia', b'mdhd'))
    (scale,) = struct.unpack_from('>I', media, 20 if media[0] else 12)
    times = _frame_times(next(_boxes(track, b'mdia', b'minf', b'stbl')))
    count = 0
    for duration, start in _edits(edits):
        end = start + duration * scale / movie_scale if duration else np.inf
        count += int(((times >= start) & (times < end)).sum())
    return count


def _frame_times(table: bytes) -> np.ndarray:
    """Return when each frame is shown, in units of the track ``[N]``."""
    durations = _repeat(_runs(next(_boxes(table, b'stts')), '>II'))
    times = np.cumsum(durations) - durations
    for offsets in _boxes(table, b'ctts'):  # of frames that are not stored in order
        times = times + _repeat(_runs(offsets, '>Ii'))
    return times


def _repeat(runs: list[Run]) -> np.ndarray:
    """Return one value for each frame.

    Raises:
        ValueError: If there are more than any video has.
    """
    counts, values = np.array(runs, np.int64).reshape(-1, 2).T
    if counts.sum() > MAX_FRAMES:
        raise ValueError(f'{counts.sum()} frames')
    return np.repeat(values, counts)


def _runs(box: bytes, entry: str) -> list[Run]:
    (count,) = struct.unpack_from('>I', box, 4)
    return list(struct.iter_unpack(entry, box[8 : 8 + 8 * count]))


def _edits(edit_list: bytes) -> Iterator[tuple[int, int]]:
    """Yield durations (units of the movie) and starts (units of the track)."""
    entry = struct.Struct('>Qq4x' if edit_list[0] else '>Ii4x')
    (count,) = struct.unpack_from('>I', edit_list, 4)
    for index in range(count):
        duration, start = entry.unpack_from(edit_list, 8 + index * entry.size)
        if start != EMPTY:
            yield duration, start


def _boxes(box: bytes, kind: bytes, *inner: bytes) -> Iterator[bytes]:
    """Yield the contents of the boxes at a path inside of a box."""
    start = 0
    while start + HEADER.size <= len(box):
        length, found = HEADER.unpack_from(box, start)
        if length < HEADER.size:
            return
        if found == kind:
            content = box[start + HEADER.size : start + length]
            yield from _boxes(content, *inner) if inner else (content,)
        start += length
