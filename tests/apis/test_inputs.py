from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.apis import InferenceError
from poseur.apis.failures import FailureLog
from poseur.apis.inputs import find_sources
from poseur.apis.sources import ImageArray, ImageFile
from poseur.apis.video_sources import Camera, VideoFile

IMAGE = np.full((12, 16, 3), 90, np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ('frame_10.png', 'frame_2.PNG', 'frame_1.jpg'):
        cv2.imwrite(str(tmp_path / name), IMAGE)
    (tmp_path / 'notes.txt').write_text('no image')
    return tmp_path


def find(inputs, failures=None, **options):
    return find_sources(inputs, FailureLog(failures), **options)


def names(sources) -> list[str]:
    return [Path(source.name).name for source in sources]


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


def test_what_is_left_out_is_counted_by_suffix(folder: Path, logged) -> None:
    for name in ('a.HEIC', 'b.heic', 'no_ending', 'phone.jfif', 'clip.3gp'):
        (folder / name).touch()
    (folder / 'deeper/still').mkdir(parents=True)
    cv2.imwrite(str(folder / 'deeper/still/x.png'), IMAGE)
    shallow = ['clip.3gp', 'frame_1.jpg', 'frame_2.PNG', 'frame_10.png', 'phone.jfif']
    assert names(find(folder)) == shallow
    left_out = '2 .heic, 1 sub-folders (see --recursive), 1 without extension, 1 .txt.'
    assert f'{folder}: left out {left_out}' in logged.messages[0]
    assert sorted(names(find(folder, recursive=True))) == sorted([*shallow, 'x.png'])
    assert 'left out 2 .heic, 1 without' in logged.messages[1]


def test_sub_folders_without_images(tmp_path: Path) -> None:
    (tmp_path / 'deeper').mkdir()
    cv2.imwrite(str(tmp_path / 'deeper/x.png'), IMAGE)
    failures: list = []
    assert find(tmp_path, failures) == []
    assert 'among its 1 files: 1 sub-folders (see --recursive)' in str(failures[0])
