"""Boxes from COCO files."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from poseur.apis.boxes import JsonBoxes
from poseur.apis.failures import FailureLog
from poseur.apis.sources import Frame, ImageArray, ImageFile
from poseur.apis.video_sources import VideoFile
from tests.helpers.videos import promise, write_video

IMAGE = np.zeros((100, 200, 3), np.uint8)


def image_frame(name: str, position: int = 0) -> Frame:
    return Frame(IMAGE, ImageFile(Path(name), position))


def corners(provider, *frames: Frame) -> list[list]:
    return [boxes.corners.tolist() for boxes in provider(frames, FailureLog(None))]


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
    assert found is None and len(failures) == 1
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


def video_frames(prefix: str, first_id: int, **keys) -> tuple[list, list]:
    """Return images and boxes of twelve frames, whose left sides are their ids."""
    ids = range(first_id, first_id + 12)
    images = [
        dict(id=each, file_name=f'{prefix}{number:06}.png', **keys)
        for number, each in enumerate(ids)
    ]
    return images, [dict(image_id=each, bbox=[each, 0, 20, 20]) for each in ids]


def two_videos(first: dict, second: dict) -> dict:
    images, boxes = video_frames(first_id=1, **first)
    more_images, more_boxes = video_frames(first_id=101, **second)
    return dict(images=images + more_images, annotations=boxes + more_boxes)


@pytest.mark.parametrize(
    ('first', 'second', 'titles'),
    [
        (dict(prefix='other/frame_'), dict(prefix='clip/frame_'), []),
        (dict(prefix='other_'), dict(prefix='clip_'), []),
        (
            dict(prefix='a', video_id=4),
            dict(prefix='b', video_id=5),
            [dict(id=4, name='other.mp4'), dict(id=5, name='clip.mp4')],
        ),
    ],
    ids=['folders', 'names', 'videos'],
)
def test_one_of_several_videos_by_its_name(
    tmp_path: Path, video: Path, first: dict, second: dict, titles: list
) -> None:
    content = two_videos(first, second) | dict(videos=titles)
    provider = JsonBoxes(write(tmp_path / 'boxes.json', content))
    source, log = VideoFile(video, 0), FailureLog(None)
    provider.check([source], log)
    found = provider(list(source.frames(log)), log)
    assert [each.corners[0, 0] for each in found] == list(range(101, 113))


@pytest.mark.parametrize('single', [False, True])
def test_videos_that_cannot_be_told_apart(
    tmp_path: Path, video: Path, single: bool
) -> None:
    """Two videos in the file and one among the inputs, or the other way round."""
    content = two_videos(dict(prefix='x/frame_'), dict(prefix='y/frame_'))
    sources = [VideoFile(video, 0)]
    if single:
        images, boxes = video_frames('x/frame_', 1)
        content = dict(images=images, annotations=boxes)
        sources.append(VideoFile(video, 1))
    provider = JsonBoxes(write(tmp_path / 'boxes.json', content))
    failures: list = []
    provider.check(sources, FailureLog(failures))
    assert [failure.place for failure in failures] == [str(video)] * len(sources)
    assert 'does not tell which of its boxes are those of this video' in str(failures)
    assert provider([Frame(IMAGE, sources[0], 0)], FailureLog(failures)) == [None]
