"""Headers of MP4 and MOV files."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from poseur.structures.mp4 import VideoTrack, read_track
from tests.helpers.videos import trim, turn, write_video


def box(kind: bytes, *contents: bytes) -> bytes:
    content = b''.join(contents)
    return struct.pack('>I4s', 8 + len(content), kind) + content


def table(kind: bytes, *entries: tuple[int, int]) -> bytes:
    """Return a box of runs, such as ``(10, 40)``: ten frames of 40 units each."""
    packed = (struct.pack('>Ii', *entry) for entry in entries)
    return box(kind, struct.pack('>II', 0, len(entries)), *packed)


def movie(
    edits: list[tuple[int, int]],
    durations: bytes,
    offsets: bytes = b'',
    wide: bool = False,
) -> bytes:
    """Return a file of one video track; 100 units of the movie are 1000 of the track.

    Args:
        edits: Durations (units of the movie) and starts (units of the track).
        durations: Box of the durations of the frames.
        offsets: Box of the offsets of frames that are not stored in order.
        wide: Whether times have 64 bits (version 1 of the boxes).
    """
    entry, times, before = ('>QqI', 20, 52) if wide else ('>IiI', 12, 40)
    packed = b''.join(struct.pack(entry, *edit, 1 << 16) for edit in edits)
    version = bytes([wide, 0, 0, 0])
    matrix = struct.pack('>9i', 1, 0, 0, 0, 1, 0, 0, 0, 1)
    media = box(
        b'mdia',
        box(b'mdhd', version.ljust(times, b'\0'), struct.pack('>I', 1000)),
        box(b'hdlr', bytes(8), b'vide'),
        box(b'minf', box(b'stbl', durations, offsets)),
    )
    track = box(
        b'trak',
        box(b'tkhd', version.ljust(before, b'\0'), matrix),
        box(b'edts', box(b'elst', version, struct.pack('>I', len(edits)), packed)),
        media,
    )
    header = box(b'mvhd', version.ljust(times, b'\0'), struct.pack('>I', 100))
    return box(b'moov', header, track)


@pytest.mark.parametrize('wide', [False, True], ids=['32 bits', '64 bits'])
@pytest.mark.parametrize(
    ('edits', 'durations', 'offsets', 'num_shown'),
    [
        ([(40, 0)], [(30, 40)], [], 10),
        ([(40, 400)], [(30, 40)], [], 10),
        ([(20, 0), (10, -1), (20, 600)], [(30, 40)], [], 10),
        ([(40, 0)], [(5, 40), (20, 100)], [], 7),  # a frame rate that varies
        ([(40, 80)], [(30, 40)], [(30, 80)], 10),
        ([(0, 0)], [(30, 40)], [], 30),  # 0: until the end
        ([(40, 0)], [], [], None),  # the frames are in fragments
        ([(40, 0)], [(2**31 - 1, 1)], [], None),
    ],
)
def test_frames_that_the_edits_show(
    tmp_path: Path,
    edits: list,
    durations: list,
    offsets: list,
    num_shown: int | None,
    wide: bool,
) -> None:
    path = tmp_path / 'a.mp4'
    late = table(b'ctts', *offsets) if offsets else b''
    path.write_bytes(movie(edits, table(b'stts', *durations), late, wide))
    track = read_track(path)
    assert (track.num_shown if track else None) == num_shown


def test_a_written_video(tmp_path: Path) -> None:
    path = write_video(tmp_path / 'a.mp4')
    assert read_track(path) == VideoTrack(mirrored=False, num_shown=30)
    assert read_track(trim(path, 1200)).num_shown == 15
    assert read_track(turn(path, 'left to right')).mirrored
    assert not read_track(turn(path, 180)).mirrored


def test_other_files_have_no_track(tmp_path: Path) -> None:
    path = write_video(tmp_path / 'a.mp4')
    whole = path.read_bytes()
    moov = whole.index(b'moov')
    for content in (whole[:-100], whole[: moov + 60], b'', b'no video'):
        path.write_bytes(content)
        assert read_track(path) is None
    assert read_track(write_video(tmp_path / 'a.avi', 'MJPG')) is None
    assert read_track(tmp_path / 'none.mp4') is None
