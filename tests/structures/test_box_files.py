"""Files of boxes."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from poseur.structures import BoxFile
from poseur.structures.annotations import AnnotationError

COCO = dict(
    images=[dict(id=7, file_name='val/a.jpg'), dict(id=8, file_name='b.jpg')],
    annotations=[
        dict(image_id=7, category_id=1, bbox=[150, 10, 80.5, 20]),
        dict(image_id=7, category_id=1, bbox=[1, 2, 3, 4], score=0.5),
        dict(image_id=7, category_id=1, bbox=[0, 0, 9, 9], iscrowd=1),
        dict(image_id=7, category_id=3, bbox=[0, 0, 5, 5]),
    ],
)
IMAGES = [
    dict(id=7, file_name='a.jpg'),
    dict(id=8, file_name='b.jpg'),
    dict(id=9, file_name='a.jpg'),
]
SIZE = (20, 15)


def write(folder: Path, content: object) -> Path:
    path = folder / 'boxes.json'
    path.write_text(json.dumps(content))
    return path


def read(folder: Path, content: object) -> BoxFile:
    return BoxFile.read(write(folder, content))


def test_annotations(tmp_path: Path) -> None:
    file = read(tmp_path, COCO)
    assert file.names == {7: 'val/a.jpg', 8: 'b.jpg'}
    assert list(file.boxes) == [7] and file.boxes[7].dtype == np.float64
    expected = [[150, 10, 230.5, 30, np.nan], [1, 2, 4, 6, 0.5]]
    np.testing.assert_array_equal(file.boxes[7], expected)
    assert file.image_ids == {7, 8} and file.error is None


def test_detections(tmp_path: Path) -> None:
    file = read(tmp_path, COCO['annotations'][1:])
    assert file.names is None and file.error is None
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
    assert file.error == (
        'There are boxes of image_id 90, image_id 91, image_id 92, image_id 93, '
        'image_id 94, ..., which its list of images lacks. Add the images, or remove '
        'the boxes.'
    )


@pytest.mark.parametrize(
    ('content', 'problem'),
    [
        ('{', 'is truncated or not JSON'),
        ('5', 'the file has neither annotations nor detections. Give'),
        ('{"images": []}', 'the file has neither annotations nor detections. Give'),
        ('[1, 2]', 'entry at index 0 is 1'),
        (
            '[{"bbox": [1, 2, 3, 4]}]',
            "entry at index 0 has no 'image_id'. Use the COCO format",
        ),
        ('{"images": [{"id": 1}], "annotations": []}', "image 1 has no 'file_name'"),
        (
            '{"images": [{"id": [1], "file_name": "a"}], "annotations": []}',
            r'image at index 0 has id \[1\], not a number or a text',
        ),
        (
            '{"images": [], "annotations": [], "categories": [{"name": "person"}]}',
            "category at index 0 has no 'id'",
        ),
        # two files merged, another category, a byte order mark
        (
            json.dumps(dict(images=[IMAGES[0]] * 2, annotations=[])),
            'image 7 is there more than once',
        ),
        (
            '[{"image_id": 1, "bbox": [1, 2, 3, 4], "category_id": 18}]',
            "boxes of category_id 18 only. Call their category 'person'",
        ),
        ('\ufeff{}', 'starts with a byte order mark. Save it as UTF-8 without'),
        (
            '[{"image_id": 1, "bbox": 2}]',
            'entry at index 0 has bbox 2, not four finite numbers',
        ),
        (
            '[{"image_id": 1, "bbox": [1, 2]}]',
            'bbox .1, 2., not four finite numbers: left',
        ),
        ('[{"image_id": 1, "bbox": [1, 2, 3, null]}]', r'bbox \[1, 2, 3, None\]'),
        (
            '[{"image_id": 1, "bbox": [1, 2, 3, 4], "score": "x"}]',
            "has score 'x', not a finite number",
        ),
    ],
)
def test_files_of_another_kind(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / 'boxes.json'
    path.write_text(content, encoding='utf-8')
    with pytest.raises(ValueError, match=problem) as caught:
        BoxFile.read(path)
    assert str(path) in str(caught.value)


def test_the_size_that_the_file_says(tmp_path: Path) -> None:
    sized = [dict(IMAGES[0], width=200, height=100), IMAGES[1]]
    file = read(tmp_path, dict(images=sized, annotations=[]))
    for ids, size in (([7, 8], (200, 100)), ([8], (50, 25))):
        assert file.boxes_of(ids, size)[1] == []
    with pytest.raises(AnnotationError, match='picture is 100x50 pixels, but its ann'):
        file.boxes_of([7], (100, 50))
    with pytest.raises(AnnotationError, match='EXIF'):
        file.boxes_of([7], (100, 200))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='none.json does not exist. Check'):
        BoxFile.read(tmp_path / 'none.json')


def test_a_category_id_of_another_type_is_refused(tmp_path: Path) -> None:
    content = copy.deepcopy(COCO)
    content['annotations'][1]['category_id'] = '1'
    with pytest.raises(AnnotationError, match="category_id '1' is 1 in categories"):
        BoxFile.read(write(tmp_path, content))


def test_people_by_the_path_of_the_image(tmp_path: Path) -> None:
    annotations = [
        dict(image_id=7, category_id=3, bbox=[1, 2, 3, 4.5], score=0.5),
        dict(image_id=7, category_id=1, bbox=[0, 0, 9, 9]),
        dict(image_id=7, category_id=3, bbox=[0, 0, 9, 9], iscrowd=1),
        dict(image_id=9, category_id=3, bbox=[5, 6, 7, 8]),
    ]
    categories = [dict(id=1, name='car'), dict(id=3, name='person')]
    content = dict(images=IMAGES, annotations=annotations, categories=categories)
    file = BoxFile.read_annotations(write(tmp_path, content))
    boxes, _ = file.boxes_of(file.ids_of('a.jpg'), (10, 9))
    assert boxes.corners.tolist() == [[1, 2, 4, 6.5], [5, 6, 9, 8]]
    boxes, faults = file.boxes_of(file.ids_of('photos/a.jpg'), SIZE)
    assert boxes.corners.tolist() == [[1, 2, 4, 6.5], [5, 6, 12, 14]]
    assert boxes.scores.tolist() == [0.5, 1] and faults == []
    assert boxes.corners.dtype == np.float32
    assert file.boxes_of(file.ids_of('b.jpg'), SIZE)[0].corners.shape == (0, 4)
    assert file.ids_of('c.jpg') == []


def test_images_of_one_name_in_several_folders(tmp_path: Path) -> None:
    names = ['a/1.jpg', 'b/1.jpg', '2.jpg']
    content = dict(
        images=[dict(id=i, file_name=name) for i, name in enumerate(names)],
        annotations=[dict(image_id=i, bbox=[i, 0, 5, 5]) for i in range(3)],
    )
    file = BoxFile.read_annotations(write(tmp_path, content))
    for path, left in (('x/a/1.jpg', 0), (tmp_path / 'b/1.jpg', 1), ('b/2.jpg', 2)):
        boxes, _ = file.boxes_of(file.ids_of(path), SIZE)
        assert boxes.corners[:, 0].tolist() == [left]
    assert file.ids_of('c/1.jpg') == []


@pytest.mark.parametrize(
    ('content', 'problem'),
    [
        (
            [dict(image_id=7, bbox=[1, 2, 3, 4])],
            'is a list of detections, which .*Give',
        ),
        ([1, 2], 'entry at index 0 is 1'),
        (
            dict(images=IMAGES, annotations=[dict(image_id=99, bbox=[1, 2, 3, 4])]),
            'There are boxes of image_id 99, which its list of images lacks',
        ),
    ],
)
def test_files_that_do_not_do(tmp_path: Path, content: object, problem: str) -> None:
    with pytest.raises(ValueError, match=f'boxes.json.* ?{problem}'):
        BoxFile.read_annotations(write(tmp_path, content))


def test_symbolic_links_have_their_own_names(tmp_path: Path) -> None:
    """The box of 1.jpg is not that of the file 2.jpg that it points to."""
    (tmp_path / 'pool').mkdir()
    for target in ('2.jpg', '3fa9c0'):
        (tmp_path / 'pool' / target).touch()
    (tmp_path / '1.jpg').symlink_to('pool/2.jpg')
    (tmp_path / '3.jpg').symlink_to('pool/3fa9c0')
    content = dict(
        images=[dict(id=i, file_name=f'{i}.jpg') for i in (1, 2, 3)],
        annotations=[dict(image_id=i, bbox=[i, 0, 5, 5]) for i in (1, 2, 3)],
    )
    file = read(tmp_path, content)
    for name in ('1.jpg', '3.jpg'):
        assert file.ids_of(tmp_path / name) == [int(name[0])]


def test_boxes_with_a_score_stick_out(tmp_path: Path) -> None:
    boxes, _ = read(tmp_path, COCO).boxes_of([7, 8], (200, 25))
    assert boxes.corners.tolist() == [[150, 10, 199, 24], [1, 2, 4, 6]]
    assert boxes.scores.tolist() == [1, 0.5]


def test_bad_boxes_are_named_as_in_the_file(tmp_path: Path) -> None:
    """They are not clipped first; the others of the image are kept."""
    corners = [[1, 2, 3, 4], [300, 5, 10, 10], [19.5, 2, 4, 4], [5, 5, 0, 9]]
    content = dict(
        images=IMAGES, annotations=[dict(image_id=8, bbox=box) for box in corners]
    )
    boxes, faults = read(tmp_path, content).boxes_of([8], SIZE)
    assert boxes.corners.tolist() == [[1, 2, 4, 6]]
    outside, edge, empty = faults
    assert outside.startswith(
        'Box 1, [300.0, 5.0, 310.0, 15.0] (left, top, right, bott'
    )
    assert 'is outside of the image of 20x15 pixels' in outside
    assert edge.startswith('Box 2, ') and 'has no area' in edge
    assert empty.startswith('Box 3, [5.0, 5.0, 5.0, 14.0]') and 'has no area' in empty


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(width='640'), "image 7 has width '640', not a number of pixels"),
        (dict(frame_index='3'), "image 7 has frame_index '3', not a whole number"),
        (dict(video_id=[1]), 'image 7 has video_id'),
    ],
)
def test_fields_of_another_type(tmp_path: Path, changes: dict, problem: str) -> None:
    images = [dict(IMAGES[0], **changes)]
    with pytest.raises(AnnotationError, match=problem):
        read(tmp_path, dict(images=images, annotations=[]))
    unknown = dict.fromkeys(['width', 'height', 'frame_index', 'video_id'])
    file = read(tmp_path, dict(images=[dict(IMAGES[0], **unknown)], annotations=[]))
    assert file.sizes == {}


def test_names_in_utf_8_and_byte_order_marks(tmp_path: Path) -> None:
    path = write(tmp_path, COCO)
    text = path.read_text().replace('b.jpg', 'caf\u00e9.jpg')
    path.write_text(text, encoding='utf-8')
    assert BoxFile.read(path).names[8] == 'caf\u00e9.jpg'
    path.write_text(text, encoding='utf-8-sig')
    with pytest.raises(ValueError, match=r'boxes\.json starts with a byte order mark'):
        BoxFile.read(path)
