"""Videos are read upright and written whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.structures.videos import (
    VideoReader,
    VideoWriter,
    nearest_frame_rate,
    open_capture,
)
from tests.helpers.videos import marked_frame, turn, write_video

WRITE_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from poseur.structures.videos import VideoWriter
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
video = VideoWriter(Path(sys.argv[1]), 25, (160, 128))
noise = np.random.default_rng(0)
for _ in range(40):
    video.write(noise.integers(0, 256, (128, 160, 3), dtype=np.uint8))
try:
    video.close()
except OSError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize(
    ('how', 'shape', 'corner'),
    [
        (90, (160, 128), (0, -1)),
        (180, (128, 160), (-1, -1)),
        (270, (160, 128), (-1, 0)),
        ('left to right', (128, 160), (0, -1)),
        ('upside down', (128, 160), (-1, 0)),
        ('transposed', (160, 128), (0, 0)),
        ('transposed twice', (160, 128), (-1, -1)),
    ],
)
def test_frames_are_turned_as_the_display_matrix_says(
    tmp_path: Path, how: int | str, shape: tuple, corner: tuple
) -> None:
    reader = VideoReader(turn(write_video(tmp_path / 'a.mp4'), how))
    frame = reader.read()
    assert frame.shape[:2] == shape
    assert reader.capture.get(cv2.CAP_PROP_FRAME_HEIGHT) == shape[0]
    corners = {(y, x): frame[y, x].mean() > 200 for y in (0, -1) for x in (0, -1)}
    assert [place for place, white in corners.items() if white] == [corner]


@pytest.mark.parametrize(
    ('fps', 'expected'),
    [
        (25, 25),
        (30000 / 1001, 29.97),
        (66.683, 66.68),
        (239.8367, 239.84),
        (1000, 1000),
        (90000, 65535),
        (1e-5, 0.01),
        (0, 25),
        (-3, 25),
        (float('nan'), 25),
        (float('inf'), 25),
    ],
)
def test_frame_rates_are_the_nearest_that_can_be_written(
    tmp_path: Path, fps: float, expected: float
) -> None:
    assert nearest_frame_rate(fps) == pytest.approx(expected, abs=1e-9)
    video = VideoWriter(tmp_path / 'a.mp4', fps, (160, 128))
    for index in range(3):
        video.write(marked_frame(index))
    video.close()
    written = cv2.VideoCapture(str(tmp_path / 'a.mp4'))
    assert written.get(cv2.CAP_PROP_FPS) == pytest.approx(expected, abs=1e-3)


def test_a_full_disk_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    command = [sys.executable, '-c', WRITE_ON_A_FULL_DISK, str(tmp_path / 'a.mp4')]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 1, found.stderr
    assert 'a.mp4: only 0 of 40 frames could be written' in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_frames_of_another_size_and_discarding(tmp_path: Path) -> None:
    video = VideoWriter(tmp_path / 'a.mp4', 25, (160, 128))
    video.write(marked_frame(0))
    with pytest.raises(ValueError, match='has 80x64 pixels, and .* has 160x128'):
        video.write(np.zeros((64, 80, 3), np.uint8))
    video.discard()
    assert list(tmp_path.iterdir()) == []


def test_names_and_folders_that_are_not_utf_8(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b'/caf\xe9'))
    folder.mkdir()
    path = folder / os.fsdecode(b'\xfc.mp4')
    video = VideoWriter(path, 12.5, (160, 128))
    for index in range(5):
        video.write(marked_frame(index))
    video.close()
    assert os.listdir(os.fsencode(folder)) == [b'\xfc.mp4']
    capture = open_capture(path)
    assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == 5 and capture.read()[0]
