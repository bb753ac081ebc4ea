"""Frames of image files, videos and cameras."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from poseur.apis.failures import FailureLog
from poseur.apis.sources import ImageFile, Source
from poseur.apis.video_sources import Camera, VideoFile, VideoInfo
from tests.helpers.videos import NUM_FRAMES, damage, promise, trim, turn, write_video

IMAGE = np.full((12, 16, 3), 90, np.uint8)


def read(source: Source, failures: list | None = None) -> list:
    return list(source.frames(FailureLog(failures)))


def test_pixels_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / 'image.png'
    cv2.imwrite(str(path), IMAGE)
    (frame,) = read(ImageFile(path, 0))
    np.testing.assert_array_equal(frame.image, IMAGE)
    assert frame.size == (16, 12)
    gray = tmp_path / 'gray.png'
    cv2.imwrite(str(gray), IMAGE[..., 0])
    (frame,) = read(ImageFile(gray, 0))
    np.testing.assert_array_equal(frame.image, IMAGE)


def test_frames_of_a_video(video: Path) -> None:
    source = VideoFile(video, 0)
    frames = read(source)
    assert source.num_frames == len(frames) == 12
    assert source.info.fps == 12.5
    assert source.info.size == frames[0].size == (160, 128)
    assert frames[3].title == f'{video}, frame 3'


def test_damaged_frames_are_counted(video: Path, tmp_path: Path) -> None:
    """The data of one frame in the middle are overwritten."""
    frames = np.stack([frame.image for frame in read(VideoFile(video, 0))])
    path = tmp_path / 'clip.avi'
    codec = cv2.VideoWriter_fourcc(*'MJPG')
    writer = cv2.VideoWriter(str(path), codec, 10, (160, 128))
    for frame in frames:
        writer.write(frame)
    writer.release()
    content = bytearray(path.read_bytes())
    middle = content.index(b'\xff\xd8', len(content) // 2)
    content[middle : middle + 700] = bytes(700)
    path.write_bytes(content)
    failures: list = []
    indices = [frame.index for frame in read(VideoFile(path, 0), failures)]
    (failure,) = failures
    assert '1 of 12 frames are damaged' in failure.reason
    assert indices == [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11]


@pytest.mark.parametrize('exists', [True, False])
def test_videos_without_frames(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / 'clip.mp4'
    if exists:
        path.write_bytes(b'no video')
    failures: list = []
    assert read(VideoFile(path, 0), failures) == []
    expected = 'No frame can be read' if exists else 'The file does not exist'
    assert [failure.place for failure in failures] == [str(path)]
    assert expected in failures[0].reason


def test_a_camera_that_is_not_there() -> None:
    failures: list = []
    assert read(Camera(97, 0), failures) == []
    assert 'camera 97: The camera delivers no image' in str(failures[0])


def test_videos_are_upright(tmp_path: Path) -> None:
    source = VideoFile(turn(write_video(tmp_path / 'a.mp4'), 90), 0)
    assert source.info.size == (128, 160)
    assert {frame.size for frame in read(source)} == {(128, 160)}


def test_trimmed_videos_are_whole(tmp_path: Path) -> None:
    """The header counts 30 frames; the edit list shows 1.2 seconds at 12.5 a second."""
    path = trim(write_video(tmp_path / 'a.mp4'), 1200)
    failures: list = []
    assert len(read(VideoFile(path, 0), failures)) == 15
    assert failures == []


def test_damage_at_the_end_of_trimmed_videos(tmp_path: Path) -> None:
    """The edit list shows 20 frames; the data of the last quarter are lost."""
    path = trim(write_video(tmp_path / 'a.mov', 'MJPG'), 1600)
    assert len(read(VideoFile(path, 0))) == 20
    failures: list = []
    count = len(read(VideoFile(damage(path, 0.3), 0), failures))
    assert 5 < count < 18
    assert f'{18 - count} of 18 frames are damaged or cut off' in str(failures)


def test_videos_cut_off_are_not_taken_for_trimmed_ones(tmp_path: Path) -> None:
    path = write_video(tmp_path / 'a.avi', 'MJPG')
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    failures: list = []
    count = len(read(VideoFile(path, 0), failures))
    assert 5 < count < 25
    assert f'{NUM_FRAMES - count} of 30 frames are damaged or cut off' in str(failures)


def test_headers_that_promise_too_much_come_to_an_end(tmp_path: Path) -> None:
    path = promise(write_video(tmp_path / 'a.avi', 'MJPG'), 10**8)
    failures: list = []
    assert len(read(VideoFile(path, 0), failures)) == NUM_FRAMES
    assert 'or the header counts too many; the other 30 are done' in str(failures)


def test_an_error_of_any_type_is_a_failure_of_its_source(tmp_path: Path) -> None:
    class Broken(Source):
        def read(self, failures: FailureLog):
            raise KeyError('inside')

    failures: list = []
    assert read(Broken('x', 0), failures) == []
    assert "x: KeyError: 'inside'. Check this input" in str(failures[0])


@pytest.mark.parametrize(('count', 'expected'), [(30, 30), (0, None), (-1, None)])
def test_streams_have_no_number_of_frames(count: int, expected: int | None) -> None:
    """Cameras and streams report 0 or less."""
    properties = {
        cv2.CAP_PROP_FRAME_WIDTH: 160.0,
        cv2.CAP_PROP_FRAME_HEIGHT: 128.0,
        cv2.CAP_PROP_FRAME_COUNT: float(count),
        cv2.CAP_PROP_FPS: 12.5,
    }
    capture = SimpleNamespace(get=properties.get)
    assert VideoInfo.from_capture(capture) == VideoInfo(12.5, (160, 128), expected)
