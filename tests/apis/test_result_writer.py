from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from poseur.apis import InferenceError
from poseur.apis.result_writer import ResultWriter, output_stems
from poseur.apis.sources import Camera, ImageArray, ImageFile, VideoFile
from poseur.structures import PoseResult, Skeleton

IMAGE = np.zeros((40, 40, 3), np.uint8)


@pytest.fixture
def result() -> PoseResult:
    """One person with two keypoints."""
    return PoseResult(
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


def test_results_do_without_torch() -> None:
    code = 'import sys, poseur.structures; sys.exit("torch" in sys.modules)'
    assert subprocess.run([sys.executable, '-c', code]).returncode == 0
