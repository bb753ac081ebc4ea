from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.apis import InferenceError
from poseur.apis.failures import FailureLog
from poseur.apis.inputs import find_sources
from poseur.apis.sources import Camera, ImageArray, ImageFile, VideoFile

IMAGE = np.full((12, 16, 3), 90, np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ('frame_10.png', 'frame_2.PNG', 'frame_1.jpg'):
        cv2.imwrite(str(tmp_path / name), IMAGE)
    (tmp_path / 'notes.txt').write_text('no image')
    return tmp_path


def find(inputs, failures=None):
    return find_sources(inputs, FailureLog(failures))


def names(sources) -> list[str]:
    return [Path(source.name).name for source in sources]


def read(source, failures=None) -> list:
    return list(source.frames(FailureLog(failures)))


def test_files_of_folders_and_patterns_in_the_order_people_count(folder: Path) -> None:
    ordered = ['frame_1.jpg', 'frame_2.PNG', 'frame_10.png']
    assert names(find(folder)) == ordered
    assert names(find(str(folder))) == ordered
    assert names(find(str(folder / '*_1*'))) == ['frame_1.jpg', 'frame_10.png']
    (folder / 'deeper').mkdir()
    cv2.imwrite(str(folder / 'deeper/x.bmp'), IMAGE)
    assert names(find(str(folder / '**/*.bmp'))) == ['x.bmp']


def test_kinds_and_positions(folder: Path) -> None:
    sources = find([IMAGE, folder, 'clip.MP4', 0])
    assert [source.position for source in sources] == list(range(6))
    kinds = [ImageArray, ImageFile, ImageFile, ImageFile, VideoFile, Camera]
    assert [type(source) for source in sources] == kinds
    assert find(sources) == sources
    assert [source.live for source in sources] == [False] * 5 + [True]


def test_names_with_magic_characters_are_names_if_they_exist(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / 'a[1].png'), IMAGE)
    assert names(find(tmp_path / 'a[1].png')) == ['a[1].png']


@pytest.mark.parametrize(
    ('item', 'problem'),
    [
        ('', 'No image or video among its 1 files'),
        ('*.png', 'No image or video among its 0 files'),
        ('notes.txt', "The extension '.txt' is neither"),
        ('https://example.org/a.jpg', 'Download the file first'),
    ],
)
def test_inputs_that_stand_for_nothing(tmp_path: Path, item: str, problem: str) -> None:
    (tmp_path / 'notes.txt').write_text('no image')
    item = item if item.startswith('https') else str(tmp_path / item)
    failures: list = []
    assert find(item, failures) == []
    (failure,) = failures
    assert problem in failure.reason
    assert failure.place == item.rstrip('/')
    with pytest.raises(InferenceError):
        find(item)


def test_an_empty_list_and_other_types() -> None:
    assert find([]) == []
    with pytest.raises(TypeError, match='An input has type float'):
        find(0.5)


def test_pixels_are_read_as_they_are(folder: Path) -> None:
    (frame,) = read(find(folder / 'frame_10.png')[0])
    np.testing.assert_array_equal(frame.image, IMAGE)
    assert frame.size == (16, 12)
    gray = folder / 'gray.png'
    cv2.imwrite(str(gray), IMAGE[..., 0])
    np.testing.assert_array_equal(read(find(gray)[0])[0].image, IMAGE)


def test_frames_of_a_video(video: Path) -> None:
    (source,) = find(video)
    frames = read(source)
    assert source.num_frames == len(frames) == 12
    assert source.info.fps == 12.5
    assert source.info.size == frames[0].size == (160, 128)
    assert frames[3].title == f'{video}, frame 3'


def test_damaged_frames_are_counted(video: Path, tmp_path: Path) -> None:
    """The data of one of the frames in the middle are overwritten."""
    frames = np.stack([frame.image for frame in read(find(video)[0])])
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
    indices = [frame.index for frame in read(find(path)[0], failures)]
    (failure,) = failures
    assert '1 of 12 frames are damaged' in failure.reason
    assert indices == [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11]


@pytest.mark.parametrize('exists', [True, False])
def test_videos_without_frames(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / 'clip.mp4'
    if exists:
        path.write_bytes(b'no video')
    failures: list = []
    assert read(find(path)[0], failures) == []
    expected = 'No frame can be read' if exists else 'The file does not exist'
    assert [failure.place for failure in failures] == [str(path)]
    assert expected in failures[0].reason


def test_a_camera_that_is_not_there() -> None:
    failures: list = []
    assert read(find(97)[0], failures) == []
    assert 'camera 97: The camera delivers no image' in str(failures[0])
