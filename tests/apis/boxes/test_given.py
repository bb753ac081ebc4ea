"""The whole image, and boxes of the caller."""

from __future__ import annotations

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
)
from poseur.apis.boxes.provider import usable_boxes
from poseur.apis.failures import FailureLog
from poseur.apis.sources import Frame, ImageFile
from poseur.apis.video_sources import VideoFile

IMAGE = np.zeros((100, 200, 3), np.uint8)


def image_frame(name: str, position: int = 0) -> Frame:
    return Frame(IMAGE, ImageFile(Path(name), position))


def corners(provider, *frames: Frame) -> list[list]:
    return [boxes.corners.tolist() for boxes in provider(frames, FailureLog(None))]


def test_every_form_of_boxes_has_its_provider(tmp_path: Path) -> None:
    images = [ImageFile(Path('a.jpg'), 0)]
    path = tmp_path / 'boxes.json'
    path.write_text('{"images": [], "annotations": []}')
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
    usable = usable_boxes(Boxes.from_array(given), frame, FailureLog(failures))
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
    usable = usable_boxes(boxes, image_frame('a.jpg'), FailureLog(failures))
    assert usable.corners.tolist() == [[0, 0, 9, 9]] and usable.scores.tolist() == [0.5]
    first, second = (failure.reason for failure in failures)
    assert first.startswith('Box 1 has the score nan. Pass a finite number')
    assert second.startswith('Box 2, [9.0, 9.0, 1.0, 1.0]') and 'no area' in second


def test_nobody_is_no_fault() -> None:
    usable = usable_boxes(Boxes.from_array([]), image_frame('a.jpg'), FailureLog(None))
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
