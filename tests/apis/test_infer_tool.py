"""The command line of tools/infer.py and its output files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from xtcocotools.coco import COCO

from poseur.commands.infer import show
from tests.helpers.made_detector import write_detector
from tests.helpers.videos import write_video

TOOL = 'infer.py'


@pytest.fixture
def infer(run_tool, small):
    """Run the tool and return its exit status."""

    def run(inputs: object, *words: object) -> int:
        return run_tool(TOOL, inputs, small.config, small.checkpoint, *words)

    return run


def test_a_folder_with_boxes(infer, small, inferencer, tmp_path: Path, capsys) -> None:
    words = ('--bboxes', small.annotations, '--save-json', '--out-dir', tmp_path / 'o')
    assert infer(small.images, *words) == 0
    out = capsys.readouterr().out
    results = inferencer(small.images, boxes=small.annotations)
    people = sum(map(len, results))
    assert f'{people} people in 4 images or frames' in out
    assert f'Written to {tmp_path / "o"}: pictures (4), JSON files (4)' in out
    for result in results:
        stem = tmp_path / 'o' / Path(result.name).stem
        original = cv2.imread(result.name)
        picture = cv2.imread(f'{stem}.jpg')
        assert picture.shape == original.shape
        assert np.abs(picture.astype(int) - original).max() > 100  # something is drawn
        coco = COCO(f'{stem}.json')
        written = coco.loadAnns(coco.getAnnIds())
        keypoints = np.reshape([each['keypoints'] for each in written], (-1, 17, 3))
        np.testing.assert_allclose(keypoints[..., :2], result.keypoints, atol=0.01)
        assert coco.loadCats(1)[0]['keypoints'] == list(result.names)


def test_a_video_keeps_rate_and_size_and_its_json_serves_as_boxes(
    infer, video: Path, tmp_path: Path, capsys
) -> None:
    words = ('--save-json', '--save-video', '--tracking', '--out-dir', tmp_path / 'o')
    assert infer(video, '--whole-image', *words) == 0
    written = cv2.VideoCapture(str(tmp_path / 'o/clip.mp4'))
    properties = (
        cv2.CAP_PROP_FPS,
        cv2.CAP_PROP_FRAME_WIDTH,
        cv2.CAP_PROP_FRAME_HEIGHT,
        cv2.CAP_PROP_FRAME_COUNT,
    )
    assert [written.get(name) for name in properties] == [12.5, 160, 128, 12]
    content = json.loads((tmp_path / 'o/clip.json').read_text())
    assert [image['frame_index'] for image in content['images']] == list(range(12))
    assert {person['track_id'] for person in content['annotations']} == {1}
    assert 'JSON files (1), videos (1)' in capsys.readouterr().out
    again = ('--bboxes', tmp_path / 'o/clip.json', '--save-json')
    assert infer(video, *again, '--out-dir', tmp_path / 'p') == 0
    second = json.loads((tmp_path / 'p/clip.json').read_text())
    for one, other in zip(content['annotations'], second['annotations'], strict=True):
        assert one['keypoints'] == pytest.approx(other['keypoints'], abs=0.01)


def test_what_fails_is_named_and_the_rest_is_written(
    infer, small, tmp_path: Path, capsys
) -> None:
    folder = tmp_path / 'in'
    folder.mkdir()
    (folder / 'a.jpg').write_bytes(small.paths[0].read_bytes())
    (folder / 'b.jpg').write_bytes(b'\xff\xd8 no image')
    assert infer(folder, '--out-dir', tmp_path / 'out') == 1
    assert [path.name for path in (tmp_path / 'out').iterdir()] == ['a.jpg']
    output = capsys.readouterr()
    assert f'FAILED {folder / "b.jpg"}: The file is truncated' in output.err
    assert '1 people in 1 images' in output.out


@pytest.mark.parametrize(
    ('words', 'problem'),
    [
        (('--bboxes', 'none.json'), 'none.json does not exist'),
        (('--out-dir', '{folder}'), 'is an input and would be overwritten'),
    ],
)
def test_mistakes_end_with_a_message(
    infer, small, capsys, words: tuple, problem: str
) -> None:
    words = [word.format(folder=small.images) for word in words]
    assert infer(small.images, *words) == 1
    assert problem in capsys.readouterr().err


def test_an_empty_folder(infer, tmp_path: Path, capsys) -> None:
    (tmp_path / 'empty').mkdir()
    assert infer(tmp_path / 'empty', '--out-dir', tmp_path / 'o') == 1
    errors = capsys.readouterr().err
    assert errors.startswith(f'FAILED {tmp_path / "empty"}: No image or video among')
    assert errors.count('FAILED') == 1


def test_weights_of_another_config(run_tool, small, capsys) -> None:
    alias = 'td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192'
    assert run_tool(TOOL, small.images, alias, small.checkpoint) == 1
    assert f'Checkpoint {small.checkpoint} does not fit' in capsys.readouterr().err


@pytest.mark.parametrize(
    ('words', 'problem'),
    [
        (('--det-config', 'a.py'), 'go together'),
        (('--whole-image', '--bboxes', 'b.json'), 'not allowed with'),
        (('--show',), 'cannot open a window here'),
    ],
)
def test_arguments_that_contradict_each_other(
    infer, small, capsys, monkeypatch, words: tuple, problem: str
) -> None:
    for name in ('DISPLAY', 'WAYLAND_DISPLAY'):
        monkeypatch.delenv(name, raising=False)
    assert infer(small.images, *words) == 2
    assert problem in capsys.readouterr().err


def test_names_that_are_not_utf_8(infer, small, video: Path, tmp_path: Path) -> None:
    folder = tmp_path / 'in'
    folder.mkdir()
    for name, source in ((b'caf\xe9.jpg', small.paths[0]), (b'\xfc.mp4', video)):
        (folder / os.fsdecode(name)).write_bytes(source.read_bytes())
    out = tmp_path / 'out'
    assert infer(folder, '--save-json', '--save-video', '--out-dir', out) == 0
    written = sorted(os.listdir(os.fsencode(out)))
    assert written == [b'caf\xe9.jpg', b'caf\xe9.json', b'\xfc.json', b'\xfc.mp4']


def test_every_kind_of_bad_input_leaves_the_others_alone(
    infer, small, video: Path, tmp_path: Path, capsys
) -> None:
    folder = tmp_path / 'in'
    (folder / 'deeper').mkdir(parents=True)
    for name in ('a.jpg', 'deeper/z.jpg'):
        (folder / name).write_bytes(small.paths[0].read_bytes())
    cv2.imwrite(str(folder / 'b.png'), np.zeros((2, 40_000, 3), np.uint8))
    cv2.imwrite(str(folder / 'c.tiff'), np.full((9, 9, 3), 80, np.float32))
    (folder / 'd.mp4').write_bytes(b'no video')
    (folder / 'e.mp4').write_bytes(video.read_bytes())
    (folder / 'f.jpg').symlink_to('nowhere')
    (folder / 'g.jpg').write_bytes(b'')
    out = tmp_path / 'out'
    assert infer(folder, '--recursive', '--save-video', '--out-dir', out) == 1
    assert sorted(path.name for path in out.iterdir()) == ['a.jpg', 'e.mp4', 'z.jpg']
    errors = capsys.readouterr().err
    for name in ('b.png', 'c.tiff', 'd.mp4', 'f.jpg', 'g.jpg'):
        assert errors.count(f'FAILED {folder / name}: ') == 1


def test_frame_rates_that_mpeg_4_cannot_hold(infer, tmp_path: Path, logged) -> None:
    path = write_video(tmp_path / 'a.avi', 'MJPG', 66.683)
    out = tmp_path / 'out'
    assert infer(path, '--whole-image', '--save-video', '--out-dir', out) == 0
    written = cv2.VideoCapture(str(out / 'a.mp4'))
    assert written.get(cv2.CAP_PROP_FPS) == pytest.approx(66.68, abs=1e-4)
    assert written.get(cv2.CAP_PROP_FRAME_COUNT) == 30
    rates = [each for each in logged.messages if 'has 66.68 frames per sec' in each]
    assert len(rates) == 1


def test_boxes_of_an_onnx_detector(infer, small, inferencer, tmp_path: Path) -> None:
    found = np.zeros((1, 300, 6), np.float32)  # two people and a dog
    found[0, :3] = (
        (10, 20, 70, 90, 0.9, 0),
        (90, 30, 150, 100, 0.5, 0),
        (*[9] * 4, 1, 16),
    )
    detector = write_detector(tmp_path / 'd.onnx', dict(out=found), (160, 128))
    image = next(small.images.iterdir())
    words = ('--det-onnx', detector, '--save-json', '--out-dir', tmp_path / 'o')
    assert infer(image, *words) == 0
    content = json.loads((tmp_path / 'o' / f'{image.stem}.json').read_text())
    boxes = [[10, 20, 70, 90], [90, 30, 150, 100]]
    (expected,) = inferencer(image, boxes=boxes)
    keypoints = [each['keypoints'] for each in content['annotations']]
    keypoints = np.reshape(keypoints, (2, 17, 3))[..., :2]
    np.testing.assert_allclose(keypoints, expected.keypoints, atol=0.01)


def test_whole_images_are_said(infer, small, tmp_path: Path, capsys) -> None:
    image = next(small.images.iterdir())
    words = ('--out-dir', tmp_path / 'o')
    assert infer(image, *words) == 0
    assert 'each whole image is taken for one person' in capsys.readouterr().err
    for option in (('--whole-image',), ('--bboxes', small.annotations)):
        assert infer(image, *option, *words) == 0
        assert 'whole image' not in capsys.readouterr().err


@pytest.mark.parametrize(
    'words', [('photo.jpg',), ('a.jpg', 'c.py'), ('a.jpg', 'c.py', '--model', 'm')]
)
def test_a_model_is_given_once(run_tool, words, capsys) -> None:
    assert run_tool(TOOL, *words) == 2
    assert 'give CONFIG and CHECKPOINT, or --model NAME' in capsys.readouterr().err


def test_a_model_by_name(run_tool, tmp_path: Path, capsys) -> None:
    assert run_tool(TOOL, 'photo.jpg', '--model', 'no-such-model') == 1
    assert "no model 'no-such-model'" in capsys.readouterr().err


def test_batches_have_a_person(infer, small, capsys) -> None:
    assert infer(small.images, '--batch-size', '0') == 2
    assert '--batch-size: 0 must be a whole number' in capsys.readouterr().err


@pytest.mark.parametrize(
    ('key', 'goes_on'), [(27, False), (ord('q'), False), (-1, True)]
)
def test_q_and_escape_end_the_window(monkeypatch, key: int, goes_on: bool) -> None:
    monkeypatch.setattr(cv2, 'imshow', lambda *_: None)
    monkeypatch.setattr(cv2, 'waitKey', lambda _: key)
    assert show(np.zeros((4, 4, 3), np.uint8)) is goes_on
