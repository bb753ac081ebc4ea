"""The one reader of files of boxes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from poseur.structures import BoxFile

COCO = dict(
    images=[dict(id=7, file_name='val/a.jpg'), dict(id=8, file_name='b.jpg')],
    annotations=[
        dict(image_id=7, category_id=1, bbox=[150, 10, 80.5, 20]),
        dict(image_id=7, category_id=1, bbox=[1, 2, 3, 4], score=0.5),
        dict(image_id=7, category_id=1, bbox=[0, 0, 9, 9], iscrowd=1),
        dict(image_id=7, category_id=3, bbox=[0, 0, 5, 5]),
    ],
)


def read(folder: Path, content: object) -> BoxFile:
    path = folder / 'boxes.json'
    path.write_text(json.dumps(content))
    return BoxFile.read(path)


def test_annotations(tmp_path: Path) -> None:
    file = read(tmp_path, COCO)
    assert file.names == {7: 'val/a.jpg', 8: 'b.jpg'}
    assert list(file.boxes) == [7] and file.boxes[7].dtype == np.float64
    expected = [[150, 10, 230.5, 30, np.nan], [1, 2, 4, 6, 0.5]]
    np.testing.assert_array_equal(file.boxes[7], expected)
    assert file.known == {7, 8} and file.fault is None


def test_detections(tmp_path: Path) -> None:
    file = read(tmp_path, COCO['annotations'][1:])
    assert file.names is None and file.fault is None
    np.testing.assert_array_equal(file.boxes[7], [[1, 2, 4, 6, 0.5]])
    assert file.name(7) == 'image_id 7'


@pytest.mark.parametrize(
    ('categories', 'corners'),
    [
        ([dict(id=1, name='car'), dict(id=3, name='person')], [[0, 0, 5, 5]]),
        ([dict(id=1, name='human')], [[150, 10, 230.5, 30], [1, 2, 4, 6]]),
    ],
)
def test_people_are_the_category_of_that_name(
    tmp_path: Path, categories: list, corners: list
) -> None:
    file = read(tmp_path, COCO | dict(categories=categories))
    assert file.boxes[7][:, :4].tolist() == corners


def test_boxes_of_images_that_it_does_not_list(tmp_path: Path) -> None:
    boxes = [dict(image_id=number, bbox=[0, 0, 5, 5]) for number in range(90, 96)]
    file = read(tmp_path, COCO | dict(annotations=boxes))
    assert file.fault == (
        'There are boxes of image_id 90, image_id 91, image_id 92, image_id 93, '
        'image_id 94, ..., which its list of images lacks. Add the images, or take the '
        'boxes out.'
    )


@pytest.mark.parametrize(
    ('content', 'problem'),
    [
        ('{', 'is no JSON, or damaged'),
        ('5', 'neither a COCO annotation file'),
        ('{"images": []}', 'neither a COCO annotation file'),
        ('[1, 2]', 'entry 0 has no image_id, bbox. Write it as COCO'),
        ('[{"bbox": [1, 2, 3, 4]}]', 'entry 0 has no image_id'),
        ('{"images": [{"id": 1}], "annotations": []}', 'an image has no file_name'),
        (
            '{"images": [{"id": [1], "file_name": "a"}], "annotations": []}',
            r'an image has id \[1\]. Write it as COCO',
        ),
        (
            '{"images": [], "annotations": [], "categories": [{"name": "person"}]}',
            'a category has no id',
        ),
        ('[{"image_id": 1, "bbox": 2}]', 'entry 0 has bbox 2. Write it as COCO'),
        ('[{"image_id": 1, "bbox": [1, 2]}]', 'give left, top, width, height'),
        ('[{"image_id": 1, "bbox": [1, 2, 3, null]}]', r'bbox \[1, 2, 3, None\]'),
        ('[{"image_id": 1, "bbox": [1, 2, 3, 4], "score": "x"}]', 'and score x; give'),
    ],
)
def test_files_of_another_kind(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / 'boxes.json'
    path.write_text(content)
    with pytest.raises(ValueError, match=problem) as caught:
        BoxFile.read(path)
    assert str(path) in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='none.json does not exist. Check'):
        BoxFile.read(tmp_path / 'none.json')
