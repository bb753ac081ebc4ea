from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from poseur.apis import InferenceError
from poseur.apis.boxes import (
    Boxes,
    GivenBoxes,
    JsonBoxes,
    WholeImageBoxes,
    as_box_provider,
    drop_invalid_boxes,
)
from poseur.apis.failures import FailureLog
from poseur.apis.sources import Frame, ImageArray, ImageFile
from poseur.apis.video_sources import VideoFile
from tests.helpers.videos import promise, write_video

IMAGE = np.zeros((100, 200, 3), np.uint8)


def image_frame(name: str, position: int = 0) -> Frame:
    return Frame(IMAGE, ImageFile(Path(name), position))


def corners(provider, *frames: Frame) -> list[list]:
    return [boxes.corners.tolist() for boxes in provider(frames, FailureLog(None))]


def test_numbers_become_boxes() -> None:
    boxes = Boxes.from_array([[1, 2, 3, 4, 0.5]])
    assert boxes.corners.tolist() == [[1, 2, 3, 4]] and boxes.scores.tolist() == [0.5]
    assert Boxes.from_array(np.ones((2, 4))).scores.tolist() == [1, 1]
    assert Boxes.from_array([]).corners.shape == (0, 4)
    with pytest.raises(ValueError, match=r'shape \[1, 3\]. Pass \[N, 4\]'):
        Boxes.from_array([[1, 2, 3]])


def test_every_form_of_boxes_has_its_provider(tmp_path: Path) -> None:
    images = [ImageFile(Path('a.jpg'), 0)]
    path = write(tmp_path / 'boxes.json', COCO)
    for boxes, kind in (
        (None, WholeImageBoxes),
        ('whole-image', WholeImageBoxes),
        (path, JsonBoxes),
        (str(path), JsonBoxes),
        ([[0, 0, 5, 5]], GivenBoxes),
        (np.zeros((1, 5)), GivenBoxes),
    ):
        assert type(as_box_provider(boxes, images)) is kind
    provider = WholeImageBoxes()
    assert as_box_provider(provider, images) is provider
    assert corners(provider, image_frame('a.jpg')) == [[[0, 0, 200, 100]]]
    with pytest.raises(FileNotFoundError):
        as_box_provider(tmp_path / 'none.json', images)
    with pytest.raises(ValueError, match='Boxes for 2 inputs, but there are 1'):
        as_box_provider([[[0, 0, 5, 5]], []], images)


def test_boxes_that_show_nothing_are_named() -> None:
    given = [
        [-20, -20, 10, 10],  # partly inside
        [200, 0, 220, 50],  # to the right
        [50, 50, 50, 90],  # empty
        [0, np.nan, 10, 10],
        [-30, 10, 0, 60],  # to the left
        [199, 99, 300, 300],
    ]
    failures: list = []
    frame = image_frame('a.jpg')
    usable = drop_invalid_boxes(Boxes.from_array(given), frame, FailureLog(failures))
    assert usable.corners.tolist() == [given[0], given[5]]
    assert [failure.reason.split(',')[0] for failure in failures] == [
        f'Box {index}' for index in (1, 2, 3, 4)
    ]
    assert failures[0].reason == (
        'Box 1, [200.0, 0.0, 220.0, 50.0] (left, top, right, bottom), is outside of '
        'the image of 200x100 pixels. Correct or remove it.'
    )
    assert 'has no area' in failures[1].reason and 'has no area' in failures[2].reason


def test_boxes_with_a_score_that_is_no_number() -> None:
    given = [[0, 0, 9, 9, 0.5], [1, 1, 9, 9, np.nan], [9, 9, 1, 1, np.inf]]
    failures: list = []
    boxes = Boxes.from_array(given)
    usable = drop_invalid_boxes(boxes, image_frame('a.jpg'), FailureLog(failures))
    assert usable.corners.tolist() == [[0, 0, 9, 9]] and usable.scores.tolist() == [0.5]
    first, second = (failure.reason for failure in failures)
    assert first.startswith('Box 1 has the score nan. Pass a finite number')
    assert second.startswith('Box 2, [9.0, 9.0, 1.0, 1.0]') and 'no area' in second


def test_nobody_is_no_fault() -> None:
    usable = drop_invalid_boxes(
        Boxes.from_array([]), image_frame('a.jpg'), FailureLog(None)
    )
    assert usable.corners.shape == (0, 4) and usable.scores.shape == (0,)


def test_boxes_of_the_caller() -> None:
    images = [ImageFile(Path('a.jpg'), 0), ImageFile(Path('b.jpg'), 1)]
    frames = [Frame(IMAGE, source) for source in images]
    given = GivenBoxes([[[0, 0, 5, 5]], []], images)
    assert corners(given, *frames) == [[[0, 0, 5, 5]], []]
    alone = GivenBoxes(np.array([[0, 0, 5, 5]]), images[:1])
    assert corners(alone, frames[0]) == [[[0, 0, 5, 5]]]
    with pytest.raises(ValueError, match='Boxes for 1 inputs, but there are 2'):
        GivenBoxes([[]], images)


def test_boxes_of_the_frames_of_a_video() -> None:
    video = VideoFile(Path('clip.mp4'), 0)
    given = GivenBoxes([[[0, 0, 5, 5]], [[1, 1, 6, 6]]], [video])
    assert corners(given, Frame(IMAGE, video, 1)) == [[[1, 1, 6, 6]]]
    with pytest.raises(InferenceError, match='frame 2: There are boxes for 2 frames'):
        given([Frame(IMAGE, video, 2)], FailureLog(None))


COCO = dict(
    images=[dict(id=7, file_name='val/a.jpg'), dict(id=8, file_name='b.jpg')],
    annotations=[
        dict(image_id=7, category_id=1, bbox=[150, 10, 80, 20]),
        dict(image_id=7, category_id=1, bbox=[150, 10, 80, 20], score=0.5),
        dict(image_id=7, category_id=1, bbox=[0, 0, 9, 9], iscrowd=1),
        dict(image_id=7, category_id=3, bbox=[0, 0, 9, 9]),
    ],
)


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content))
    return path


def test_annotations_go_by_name_and_detections_are_not_clipped(tmp_path: Path) -> None:
    boxes = JsonBoxes(write(tmp_path / 'boxes.json', COCO))
    found = corners(boxes, image_frame('/data/val/a.jpg'), image_frame('/x/b.jpg'))
    assert found == [[[150, 10, 199, 30], [150, 10, 230, 30]], []]
    (first, _) = boxes([image_frame('/data/val/a.jpg')] * 2, FailureLog(None))
    assert first.scores.tolist() == [1, 0.5]


def test_a_picture_of_another_size_is_a_failure(tmp_path: Path) -> None:
    """The picture was resized after the boxes had been written."""
    content = copy.deepcopy(COCO)
    content['images'][0].update(width=400, height=200)
    boxes = JsonBoxes(write(tmp_path / 'boxes.json', content))
    failures: list = []
    (found,) = boxes([image_frame('/data/val/a.jpg')], FailureLog(failures))
    assert not len(found.corners) and len(failures) == 1
    assert 'is 200x100 pixels, but its annotation file says 400x200' in str(failures)


def test_detections_go_by_number(tmp_path: Path) -> None:
    detections = [
        dict(image_id=785, category_id=1, bbox=[1, 2, 3, 4], score=0.9),
        dict(image_id=1, category_id=1, bbox=[5, 6, 7, 8], score=0.8),
    ]
    boxes = JsonBoxes(write(tmp_path / 'boxes.json', detections))
    named = image_frame('val/000000000785.jpg')
    second = Frame(IMAGE, VideoFile(Path('clip.mp4'), 0), 1)
    array = Frame(IMAGE, ImageArray(IMAGE, 1))
    assert corners(boxes, named, second, array) == [
        [[1, 2, 4, 6]],
        [[5, 6, 12, 14]],
        [[5, 6, 12, 14]],
    ]


def test_images_on_one_side_only_are_named(tmp_path: Path, logged) -> None:
    path = write(tmp_path / 'boxes.json', COCO)
    sources = [ImageFile(Path('/x/b.jpg'), 0), ImageFile(Path('/x/c.jpg'), 1)]
    JsonBoxes(path).check(sources, FailureLog(None))
    left_out, unknown, unused = (record.getMessage() for record in logged.records)
    assert 'left out: 1 crowd regions, 1 objects of other categories' in left_out
    assert unknown.endswith('are not in the file and have no people: /x/c.jpg')
    assert unused.endswith('with boxes are not among the inputs: val/a.jpg')


def test_a_file_of_other_images_is_a_failure(tmp_path: Path) -> None:
    sources = [ImageFile(Path('/x/c.jpg'), 0)]
    named = write(tmp_path / 'boxes.json', COCO)
    numbered = write(tmp_path / 'list.json', COCO['annotations'])
    failures: list = []
    JsonBoxes(named).check(sources, FailureLog(failures))
    JsonBoxes(numbered).check(sources, FailureLog(failures))
    assert [failure.place for failure in failures] == [str(named), str(numbered)]
    reasons = [failure.reason for failure in failures]
    assert all('has none of the inputs, such as /x/c.jpg' in each for each in reasons)
    assert 'val/a.jpg' in reasons[0] and 'image_id 7' in reasons[1]


def test_boxes_of_images_that_the_file_does_not_list(tmp_path: Path) -> None:
    box = dict(image_id=99, category_id=1, bbox=[0, 0, 5, 5])
    content = COCO | dict(annotations=[box, *COCO['annotations']])
    boxes = JsonBoxes(write(tmp_path / 'boxes.json', content))
    failures: list = []
    boxes.check([image_frame('val/a.jpg').source], FailureLog(failures))
    (failure,) = failures
    assert 'There are boxes of image_id 99, which its list of images' in failure.reason


@pytest.mark.parametrize(
    ('names', 'shift'),
    [('frame_{:06d}.PNG', 0), ('clip/{}.jpg', 0), ('frame_{:06d}.PNG', 1)],
)
def test_frames_by_name_before_id(
    tmp_path: Path, video: Path, logged, names: str, shift: int
) -> None:
    """CVAT counts ids from 1 and frames from 0; others count frames from 1."""
    images = [dict(id=i + 1, file_name=names.format(i + shift)) for i in range(12)]
    boxes = [dict(image_id=i + 1, bbox=[i, 0, 20, 20]) for i in range(12)]
    path = write(tmp_path / 'b.json', dict(images=images, annotations=boxes))
    source, failures = VideoFile(video, 0), []
    provider = JsonBoxes(path)
    provider.check([source], FailureLog(failures))
    found = provider(list(source.frames(FailureLog(failures))), FailureLog(failures))
    assert [each.corners[:, 0].tolist() for each in found] == [[i] for i in range(12)]
    assert failures == []
    assert [('counted from 1' in m) for m in logged.messages] == [True] * shift


def test_a_header_that_promises_many_frames_takes_no_memory(tmp_path: Path) -> None:
    source = VideoFile(promise(write_video(tmp_path / 'a.avi', 'MJPG'), 10**8), 0)
    path = write(tmp_path / 'b.json', [dict(image_id=3, bbox=[1, 2, 3, 4])])
    JsonBoxes(path).check([source], FailureLog(None))
