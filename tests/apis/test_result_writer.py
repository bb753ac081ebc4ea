from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.apis import InferenceError
from poseur.apis.result_writer import ResultWriter, output_stems
from poseur.apis.sources import ImageArray, ImageFile
from poseur.apis.video_sources import Camera, VideoFile
from poseur.structures import PoseResult, Skeleton
from tests.helpers.videos import write_video

IMAGE = np.zeros((40, 40, 3), np.uint8)


@pytest.fixture
def result() -> PoseResult:
    return small_result()


def small_result(**changes: object) -> PoseResult:
    """One person with two keypoints."""
    result = PoseResult(
        'a.png',
        (40, 40),
        Skeleton(
            ('nose', 'tail'), ((0, 1),), ((0, 0, 255),) * 2, ((0, 255, 0),), (1, 1)
        ),
        keypoints=[[[5, 6], [20, 25]]],
        keypoint_scores=[[1, 1]],
        boxes=[[1, 2, 30, 35]],
        scores=[1],
        image=IMAGE,
    )
    return result.replace(**changes)


def test_every_input_has_a_name_of_its_own() -> None:
    paths = ['a/x.jpg', 'b/x.png', 'b/x_2.png', 'c/x.jpg']
    sources = [ImageFile(Path(path), index) for index, path in enumerate(paths)]
    sources += [ImageArray(IMAGE, 4), Camera(0, 5)]
    stems = output_stems(sources)
    assert stems == dict(enumerate(['x', 'x_2', 'x_2_2', 'x_3', 'array_4', 'camera_0']))


@pytest.mark.parametrize('other', ['a.jpg', 'a.mp4'])
def test_no_input_is_replaced(tmp_path: Path, other: str) -> None:
    """The output for a.png would be a.jpg, that for a.avi would be a.mp4."""
    kind, name = (VideoFile, 'a.avi') if other == 'a.mp4' else (ImageFile, 'a.png')
    sources = [kind(tmp_path / 'in' / name, 0), kind(tmp_path / 'out' / other, 1)]
    with pytest.raises(
        ValueError, match=f'{other} is an input and would be overwritten'
    ):
        ResultWriter(sources, tmp_path / 'out')
    assert not (tmp_path / 'out').exists()


def test_the_file_of_boxes_is_not_replaced(tmp_path: Path) -> None:
    boxes = tmp_path / 'clip.json'
    sources = [VideoFile(tmp_path / 'in/clip.mp4', 0)]
    ResultWriter(sources, tmp_path, other_inputs=[boxes])
    with pytest.raises(
        ValueError, match='clip.json is an input and would be overwritten'
    ):
        ResultWriter(sources, tmp_path, save_json=True, other_inputs=[boxes])


def test_what_an_error_cuts_short_gets_no_name(tmp_path: Path, result) -> None:
    """The file of an earlier run is kept."""
    (tmp_path / 'a.json').write_text('earlier')
    sources = [ImageFile(Path('in/a.png'), 0)]
    with (
        pytest.raises(KeyboardInterrupt),
        ResultWriter(sources, tmp_path, True) as out,
    ):
        out.write(result)
        raise KeyboardInterrupt
    assert (tmp_path / 'a.json').read_text() == 'earlier'
    assert {path.name for path in tmp_path.iterdir()} == {'a.json', 'a.jpg'}
    with ResultWriter(sources, tmp_path, True) as out:
        out.write(result)
    assert len(json.loads((tmp_path / 'a.json').read_text())['annotations']) == 1


def test_results_without_pixels_are_refused(tmp_path: Path, result) -> None:
    writer = ResultWriter([ImageFile(Path('in/a.png'), 0)], tmp_path)
    with pytest.raises(InferenceError, match=r'a\.png: the pixels were not'), writer:
        writer.write(result.replace(image=None))


def test_an_odd_size_is_said_once(tmp_path: Path, logged) -> None:
    source = VideoFile(write_video(tmp_path / 'clip.avi', 'MJPG'), 0)
    with ResultWriter([source], tmp_path / 'out', save_video=True) as out:
        for index in range(3):
            odd = dict(image=np.zeros((127, 161, 3), np.uint8), image_size=(161, 127))
            out.write(small_result(name='clip.avi', frame_index=index, **odd))
    written = cv2.VideoCapture(str(tmp_path / 'out/clip.mp4'))
    assert written.get(cv2.CAP_PROP_FRAME_WIDTH) == 160
    assert written.get(cv2.CAP_PROP_FRAME_HEIGHT) == 126
    (said,) = logged.messages
    assert 'clip.mp4 has 160x126 pixels: MPEG-4 holds even sizes only' in said


def test_results_do_without_torch() -> None:
    code = 'import sys, poseur.structures; sys.exit("torch" in sys.modules)'
    assert subprocess.run([sys.executable, '-c', code]).returncode == 0


WRITE_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from poseur.apis.result_writer import ResultWriter
from poseur.apis.sources import ImageFile
from poseur.apis.video_sources import VideoFile
from tests.apis.test_result_writer import small_result

folder = Path(sys.argv[1])
sources = [VideoFile(Path('in/v.avi'), 0), ImageFile(Path('in/p.png'), 1)]
sources += [ImageFile(Path('in/small.png'), 2)]
pixels = np.random.default_rng(0).integers(0, 256, (200, 200, 3), dtype=np.uint8)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
failures = []
with ResultWriter(sources, folder, save_video=True, failures=failures) as writer:
    for index in range(20):
        writer.write(small_result(image=pixels, name='in/v.avi', frame_index=index))
    writer.write(small_result(image=pixels, name='in/p.png', input_index=1))
    writer.write(small_result(name='in/small.png', input_index=2))
print(dict(writer.written))
print(*failures, sep='\\n')
"""


def test_a_full_disk_fails_what_does_not_fit_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, '-c', WRITE_ON_A_FULL_DISK, str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True)
    written, *failures = found.stdout.strip().splitlines()
    assert written == "{'pictures': 1}", found.stderr
    assert [line.split(':')[0] for line in failures] == ['in/v.avi', 'in/p.png']
    assert 'of 20 frames could be written. Check the free disk space' in failures[0]
    assert 'p.jpg cannot be written: File too large' in failures[1]
    assert [path.name for path in tmp_path.iterdir()] == ['small.jpg']


def test_one_result_that_cannot_be_written(tmp_path: Path, result) -> None:
    sources = [ImageFile(Path('in/a.png'), 0), ImageFile(Path('in/b.png'), 1)]
    failures: list = []
    with ResultWriter(sources, tmp_path, failures=failures) as writer:
        writer.write(result.replace(image=np.zeros((0, 0, 3), np.uint8)))
        writer.write(result.replace(name='b.png', input_index=1))
    assert [failure.place for failure in failures] == ['a.png']
    assert [path.name for path in tmp_path.iterdir()] == ['b.jpg']
