"""``python -m poseur.deploy``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from poseur.deploy import OnnxPoseur
from poseur.deploy.__main__ import main


def test_boxes_of_a_file(demo, tmp_path: Path, capsys):
    out = tmp_path / 'new' / 'poses.json'
    images = sorted(demo.images.iterdir())
    words = [demo.onnx, *images, '--bboxes', demo.annotations, '--out', out]
    assert main(list(map(str, words))) == 0
    people = len(json.loads(demo.annotations.read_text())['annotations'])
    assert f'6 images, {people} people, 0 images failed' in capsys.readouterr().out
    results = json.loads(out.read_text())
    assert sum(len(each['people']) for each in results) == people
    model = OnnxPoseur(demo.onnx)
    box = np.array(results[0]['people'][0]['box'])
    expected = model(results[0]['name'], box[None]).keypoints[0]
    found = results[0]['people'][0]['keypoints']
    np.testing.assert_allclose(found, expected, atol=1e-2)


def test_boxes_of_the_command_line(demo, capsys):
    image = str(next(demo.images.iterdir()))
    words = [str(demo.onnx), image, '--no-flip-test', '--bboxes', '0,0,60,90']
    assert main([*words, '10,10.5,99,120']) == 0
    printed = capsys.readouterr().out
    assert 'person 0 in [0, 0, 60, 90]' in printed and 'person 1' in printed


def test_the_rest_is_done(demo, tmp_path: Path, capsys):
    broken = tmp_path / 'broken.jpg'
    image = next(demo.images.iterdir())
    broken.write_bytes(image.read_bytes()[:-500])
    out = tmp_path / 'poses.json'
    words = [demo.onnx, broken, image, '--out', out]
    assert main(list(map(str, words))) == 1
    printed = capsys.readouterr()
    assert 'broken.jpg is truncated or not an image' in printed.err
    assert '1 images, 1 people, 1 images failed' in printed.out
    assert [each['name'] for each in json.loads(out.read_text())] == [str(image)]


@pytest.mark.parametrize(
    ('images', 'boxes', 'problem'),
    [
        (['a.jpg'], ['1,2,3'], '1,2,3 is neither a .json file nor a list of'),
        (['a.jpg', 'b.jpg'], ['1,2,3,4'], 'for several images give a COCO annotation'),
        (['a.jpg'], ['none.json'], 'The file of boxes none.json does not exist'),
    ],
)
def test_wrong_boxes(capsys, images: list, boxes: list, problem: str):
    with pytest.raises(SystemExit) as end:
        main(['model.onnx', *images, '--bboxes', *boxes])
    assert end.value.code == 2
    assert problem in capsys.readouterr().err


def test_files_without_boxes(demo, tmp_path: Path, capsys):
    (tmp_path / 'list.json').write_text('[{"image_id": 1, "bbox": [1, 2, 3, 4]}]')
    for file, problem in (
        (demo.annotations, 'has no image a.jpg'),
        (tmp_path / 'list.json', 'is a list of detections'),
    ):
        with pytest.raises(SystemExit):
            main(['model.onnx', 'a.jpg', '--bboxes', str(file)])
        assert problem in capsys.readouterr().err


def test_a_missing_model(capsys):
    assert main(['none.onnx', 'a.jpg']) == 1
    assert 'none.onnx does not exist' in capsys.readouterr().err
