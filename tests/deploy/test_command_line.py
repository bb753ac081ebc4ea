"""``python -m poseur.deploy``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from poseur.apis import PoseurInferencer
from poseur.deploy import OnnxPoseur
from poseur.deploy.__main__ import main
from poseur.structures.files import write_image


def test_boxes_of_a_file(demo, tmp_path: Path, capsys):
    out = tmp_path / 'new' / 'poses.json'
    images = sorted(demo.images.iterdir())
    words = [demo.onnx, *images, '--bboxes', demo.annotations, '--out', out]
    assert main(list(map(str, words))) == 0
    people = len(json.loads(demo.annotations.read_text())['annotations'])
    assert f'{people} people in 6 images, 0 failures' in capsys.readouterr().out
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
    assert 'broken.jpg: The file is truncated or not an image' in printed.err
    assert '1 people in 1 images, 1 failures' in printed.out
    assert [each['name'] for each in json.loads(out.read_text())] == [str(image)]


@pytest.mark.parametrize(
    ('images', 'boxes', 'problem'),
    [
        (['a.jpg'], ['1,2,3'], '1,2,3 is neither a .json file nor a list of'),
        (['a.jpg', 'b.jpg'], ['1,2,3,4'], 'for several images give a COCO annotation'),
        (['a.jpg'], ['none.json'], 'The file none.json does not exist'),
    ],
)
def test_wrong_boxes(capsys, images: list, boxes: list, problem: str):
    with pytest.raises(SystemExit) as end:
        main(['model.onnx', *images, '--bboxes', *boxes])
    assert end.value.code == 2
    assert problem in capsys.readouterr().err


def test_detections_do_not_name_their_images(demo, tmp_path: Path, capsys):
    (tmp_path / 'list.json').write_text('[{"image_id": 1, "bbox": [1, 2, 3, 4]}]')
    with pytest.raises(SystemExit):
        main(['model.onnx', 'a.jpg', '--bboxes', str(tmp_path / 'list.json')])
    assert 'is a list of detections' in capsys.readouterr().err


def test_an_image_that_the_file_of_boxes_lacks(demo, tmp_path: Path, capsys):
    known = next(demo.images.iterdir())
    other = tmp_path / 'other.jpg'
    other.write_bytes(known.read_bytes())
    words = [demo.onnx, other, known, '--bboxes', demo.annotations]
    assert main(list(map(str, words))) == 1
    printed = capsys.readouterr()
    assert f'FAILED {other}: {demo.annotations} has no image of this' in printed.err
    assert f'{known}: person 0' in printed.out and 'in 1 images, 1 fail' in printed.out


def test_a_missing_model(capsys):
    assert main(['none.onnx', 'a.jpg']) == 1
    assert 'none.onnx does not exist' in capsys.readouterr().err


def test_boxes_that_start_with_a_minus(demo, capsys) -> None:
    image = str(next(demo.images.iterdir()))
    assert main([str(demo.onnx), image, '--bboxes', '-60,-5,60,90', '1,2,30,40']) == 0
    printed = capsys.readouterr().out
    assert 'person 0 in [-60, -5, 60, 90]' in printed and 'person 1 in [1, 2' in printed


def test_outputs_are_refused_before_the_work(demo, tmp_path: Path, capsys) -> None:
    (tmp_path / 'file').touch()
    image = str(next(demo.images.iterdir()))
    words = [str(demo.onnx), image, '--bboxes', str(demo.annotations), '--out']
    before = demo.annotations.read_bytes()
    for out, problem in (
        (tmp_path / 'file/poses.json', 'cannot be written: File exists'),
        (tmp_path, 'is a folder. Give the name of a file'),
        (demo.annotations, 'is an input and would be overwritten'),
        (image, 'is an input and would be overwritten'),
    ):
        with pytest.raises(SystemExit) as end:
            main([*words, str(out)])
        assert end.value.code == 2
        printed = capsys.readouterr()
        assert problem in printed.err and 'person 0' not in printed.out
    assert demo.annotations.read_bytes() == before


def test_both_runners_use_the_same_boxes(demo, tmp_path: Path) -> None:
    """Annotated boxes stick out of the image, and the images are links."""
    paths = sorted(demo.images.iterdir())[:2]
    links = [tmp_path / f'{index}.jpg' for index in (1, 2)]
    for link, target in zip(links, reversed(paths), strict=True):
        link.symlink_to(target)
    boxes = [[-40, -30, 120, 110], [90, 60, 200, 90]]
    content = dict(
        images=[dict(id=i, file_name=link.name) for i, link in enumerate(links)],
        annotations=[dict(image_id=i, bbox=box) for i, box in enumerate(boxes)],
    )
    file, out = tmp_path / 'boxes.json', tmp_path / 'poses.json'
    file.write_text(json.dumps(content))
    words = [demo.onnx, *links, '--bboxes', file, '--out', out]
    assert main(list(map(str, words))) == 0
    infer = PoseurInferencer(demo.config, demo.checkpoint, 'cpu')
    corners = [[0, 0, 80, 80], [90, 60, 159, 127]]
    found = json.loads(out.read_text())
    for one, other, box in zip(infer(links, boxes=file), found, corners, strict=True):
        (person,) = other['people']
        assert one.boxes[0].tolist() == person['box'] == box
        np.testing.assert_allclose(one.keypoints[0], person['keypoints'], atol=0.05)


def test_an_error_of_any_type_leaves_the_other_images_alone(
    demo, tmp_path: Path, capsys
) -> None:
    large = tmp_path / os.fsdecode(b'large\xe9.png')
    write_image(large, np.zeros((2, 40_000, 3), np.uint8))
    images = [str(large), str(tmp_path), str(next(demo.images.iterdir()))]
    assert main([str(demo.onnx), *images]) == 1
    printed = capsys.readouterr()
    assert 'has 40000x2 pixels' in printed.err and 'is a folder' in printed.err
    assert '1 people in 1 images, 2 failures' in printed.out


@pytest.mark.parametrize('in_file', [True, False])
def test_a_bad_box_leaves_the_others_of_its_image_alone(
    demo, tmp_path: Path, capsys, in_file: bool
) -> None:
    image = next(demo.images.iterdir())
    boxes = ['900,900,950,950', '10,10,60,90']
    if in_file:
        file = tmp_path / 'boxes.json'
        content = dict(
            images=[dict(id=1, file_name=image.name)],
            annotations=[
                dict(image_id=1, bbox=[900, 900, 50, 50]),
                dict(image_id=1, bbox=[10, 10, 50, 80]),
            ],
        )
        file.write_text(json.dumps(content))
        boxes = [str(file)]
    out = tmp_path / 'poses.json'
    words = [str(demo.onnx), str(image), '--out', str(out), '--bboxes', *boxes]
    assert main(words) == 1
    printed = capsys.readouterr()
    assert f'FAILED {image}: Box 0, [900.0, 900.0, 950.0, 950.0]' in printed.err
    assert '1 people in 1 images, 1 failures' in printed.out
    (result,) = json.loads(out.read_text())
    assert [person['box'] for person in result['people']] == [[10, 10, 60, 90]]


def test_pictures_of_another_size_than_the_file_says(
    demo, tmp_path: Path, capsys
) -> None:
    content = json.loads(demo.annotations.read_text())
    content['images'][0].update(width=320, height=256)
    file = tmp_path / 'boxes.json'
    file.write_text(json.dumps(content))
    images = sorted(map(str, demo.images.iterdir()))[:2]
    assert main([str(demo.onnx), *images, '--bboxes', str(file)]) == 1
    printed = capsys.readouterr()
    assert f'FAILED {images[0]}: The picture is 160x128 pixels, but its' in printed.err
    assert f'{images[0]}: person' not in printed.out
    assert f'{images[1]}: person 0' in printed.out
