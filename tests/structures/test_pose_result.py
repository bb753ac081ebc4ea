from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from poseur.structures import (
    InvalidPoseError,
    Skeleton,
    UnreadableImageError,
)
from tests.helpers.two_people import KEYPOINTS, result


def test_arrays_are_checked_and_cannot_be_changed() -> None:
    made = result()
    assert len(made) == 2 and made.keypoints.dtype == np.float32
    with pytest.raises(ValueError, match='read-only'):
        made.keypoints[0] = 0
    with pytest.raises(AttributeError):
        made.name = 'b.png'


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(keypoints=np.zeros((2, 4, 2))), r'keypoints has the shape \[2, 4, 2\]'),
        (dict(scores=[1.0]), r'scores has the shape \[1\] and must have \[2\]'),
        (dict(sigmas=np.full((2, 3, 2), np.nan)), 'sigmas holds values that are not'),
        (dict(track_ids=[1]), 'track_ids has the shape'),
    ],
)
def test_arrays_that_do_not_fit(changes: dict, problem: str) -> None:
    with pytest.raises(InvalidPoseError, match=f'a.png: {problem}'):
        result(**changes)
    with pytest.raises(InvalidPoseError, match=f'a.png, frame 3: {problem}'):
        result(frame_index=3, **changes)


def test_coco_results() -> None:
    first, second = result(track_ids=[4, 9]).to_coco(image_id=785)
    assert first['bbox'] == [10, 20, 80, 65]
    assert first['keypoints'] == [20, 30, 0.9, 80, 30, 0.1, 50, 80.5, 0.9]
    assert first['keypoint_sigmas'] == [1.5] * 6
    assert (first['image_id'], first['category_id'], first['score']) == (785, 1, 0.8)
    assert [first['track_id'], second['track_id']] == [4, 9]
    (bare, _) = result(sigmas=None).to_coco()
    assert not {'keypoint_sigmas', 'track_id'} & set(bare)


def test_json_holds_what_the_dictionary_holds(tmp_path: Path) -> None:
    made = result(input_index=2, frame_index=7)
    text = made.to_json(tmp_path / 'a.json')
    assert json.loads(text) == made.to_dict()
    assert (tmp_path / 'a.json').read_text() == text
    content = made.to_dict()
    assert content['keypoint_names'] == ['left_hand', 'right_hand', 'nose']
    assert content['people'][0]['keypoints'] == KEYPOINTS[0]
    assert (content['input_index'], content['frame_index']) == (2, 7)
    assert content['people'][1]['track_id'] is None


def test_a_choice_of_people() -> None:
    chosen = result(track_ids=[4, 9]).select(np.array([False, True]))
    assert chosen.track_ids.tolist() == [9]
    assert chosen.keypoints.tolist() == [KEYPOINTS[1]]
    assert result(sigmas=None).select([0]).sigmas is None


def test_pixels_kept_or_read(tmp_path: Path) -> None:
    image = np.full((90, 100, 3), 7, np.uint8)
    path = tmp_path / 'a.png'
    cv2.imwrite(str(path), image)
    assert result(image=image).load_image() is image
    read = result().replace(name=str(path))
    np.testing.assert_array_equal(read.load_image(), image)
    for lost in (result(), read.replace(frame_index=0)):
        with pytest.raises(ValueError, match='the pixels were not kept'):
            lost.load_image()
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(UnreadableImageError, match='a.png is truncated'):
        read.load_image()


def test_supervision_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, 'supervision', None)
    with pytest.raises(ImportError, match='pip install supervision'):
        result().to_supervision()
    stand_in = SimpleNamespace(KeyPoints=SimpleNamespace)  # takes any arguments
    monkeypatch.setitem(sys.modules, 'supervision', stand_in)
    keypoints = result().to_supervision()
    assert keypoints.xy.tolist() == KEYPOINTS
    assert keypoints.confidence.shape == (2, 3) and keypoints.class_id.tolist() == [
        0,
        0,
    ]


def test_supervision_itself() -> None:
    supervision = pytest.importorskip('supervision')
    keypoints = result().to_supervision()
    assert isinstance(keypoints, supervision.KeyPoints) and len(keypoints) == 2


def test_the_skeleton_of_coco() -> None:
    coco = dict(from_file='configs/_base_/datasets/coco.py')
    skeleton = Skeleton.from_metainfo(parse_pose_metainfo(coco))
    assert skeleton.names[0] == 'nose' and len(skeleton.names) == 17
    left = skeleton.names.index('left_knee'), skeleton.names.index('left_ankle')
    color = skeleton.link_colors[skeleton.links.index(left[::-1])]
    assert color == skeleton.keypoint_colors[left[0]] == (0, 255, 0)
    category = skeleton.to_coco_category()
    assert (category['id'], category['name']) == (1, 'person')
    dogs = Skeleton.from_metainfo(parse_pose_metainfo(coco) | dict(category='dog'))
    assert dogs.to_coco_category()['name'] == 'dog'
    assert category['keypoints'] == list(skeleton.names)
    assert [left[1] + 1, left[0] + 1] in category['skeleton']  # counted from 1
    assert skeleton.oks_sigmas[0] == pytest.approx(0.026)
