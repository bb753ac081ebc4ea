"""Boxes by the paths of images, and what the command line says of other files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from poseur.structures.box_files import boxes_of, read_boxes

IMAGES = [
    dict(id=7, file_name='a.jpg'),
    dict(id=8, file_name='b.jpg'),
    dict(id=9, file_name='a.jpg'),
]


def write(folder: Path, content: object) -> Path:
    path = folder / 'boxes.json'
    path.write_text(json.dumps(content))
    return path


def test_people_by_the_path_of_the_image(tmp_path: Path) -> None:
    annotations = [
        dict(image_id=7, category_id=3, bbox=[1, 2, 3, 4.5], score=0.5),
        dict(image_id=7, category_id=1, bbox=[0, 0, 9, 9]),
        dict(image_id=7, category_id=3, bbox=[0, 0, 9, 9], iscrowd=1),
        dict(image_id=9, category_id=3, bbox=[5, 6, 7, 8]),
    ]
    categories = [dict(id=1, name='car'), dict(id=3, name='person')]
    content = dict(images=IMAGES, annotations=annotations, categories=categories)
    file = read_boxes(write(tmp_path, content))
    boxes = boxes_of(file, 'photos/a.jpg')
    assert boxes.tolist() == [[1, 2, 4, 6.5], [5, 6, 12, 14]]
    assert boxes.dtype == np.float32
    assert boxes_of(file, 'b.jpg').shape == (0, 4)
    assert boxes_of(file, 'c.jpg') is None


def test_images_of_one_name_in_several_folders(tmp_path: Path) -> None:
    names = ['a/1.jpg', 'b/1.jpg', '2.jpg']
    content = dict(
        images=[dict(id=i, file_name=name) for i, name in enumerate(names)],
        annotations=[dict(image_id=i, bbox=[i, 0, 5, 5]) for i in range(3)],
    )
    file = read_boxes(write(tmp_path, content))
    for path, left in (('x/a/1.jpg', 0), (tmp_path / 'b/1.jpg', 1), ('b/2.jpg', 2)):
        assert boxes_of(file, path)[:, 0].tolist() == [left]
    assert boxes_of(file, 'c/1.jpg') is None


@pytest.mark.parametrize(
    ('content', 'problem'),
    [
        (
            [dict(image_id=7, bbox=[1, 2, 3, 4])],
            'is a list of detections, which .*Give',
        ),
        ([1, 2], 'entry 0 has no image_id, bbox'),
        (
            dict(images=IMAGES, annotations=[dict(image_id=99, bbox=[1, 2, 3, 4])]),
            'There are boxes of image_id 99, which its list of images lacks',
        ),
    ],
)
def test_files_that_do_not_do(tmp_path: Path, content: object, problem: str) -> None:
    with pytest.raises(ValueError, match=f'boxes.json.* ?{problem}'):
        read_boxes(write(tmp_path, content))
