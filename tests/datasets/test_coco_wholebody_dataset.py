from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from mmengine.registry import DefaultScope

from poseur.datasets import CheckedCocoWholeBodyDataset
from poseur.structures.annotations import AnnotationError
from tests.helpers.tiny_coco import COCO
from tests.helpers.tiny_wholebody import PARTS, wholebody, write_wholebody

FACE = 23  # first of the 68 keypoints


@pytest.fixture(autouse=True)
def _scope():
    with DefaultScope.overwrite_default_scope('mmpose'):
        yield


def test_the_parts_follow_each_other(tmp_path: Path) -> None:
    content = wholebody()
    content['annotations'][0]['face_kpts'][2] = 0
    dataset = CheckedCocoWholeBodyDataset(**write_wholebody(tmp_path, content))
    assert len(dataset) == 2 and dataset.metainfo['num_keypoints'] == 133
    person = dataset[0]
    numbers = np.arange(133)
    expected = np.stack([20 + numbers % 12 * 3, 15 + numbers // 12 * 4], axis=1)
    np.testing.assert_array_equal(person['keypoints'][0], expected)
    np.testing.assert_array_equal(person['keypoints_visible'][0], numbers != FACE)


@pytest.mark.parametrize('part', PARTS)
def test_a_part_of_another_length_is_named(tmp_path: Path, part: str) -> None:
    content = wholebody()
    content['annotations'][1][part] = [1.0] * 9
    problem = f'whole.json: annotation 8.*has 3 keypoints.* {PARTS[part]}'
    with pytest.raises(AnnotationError, match=problem):
        CheckedCocoWholeBodyDataset(**write_wholebody(tmp_path, content))


def test_a_part_that_is_not_finite_is_named(tmp_path: Path) -> None:
    content = wholebody()
    content['annotations'][1]['lefthand_kpts'][4] = float('nan')
    with pytest.raises(
        AnnotationError, match='8 has lefthand_kpts that are not finite'
    ):
        CheckedCocoWholeBodyDataset(**write_wholebody(tmp_path, content))


def test_annotations_of_coco_are_refused(tmp_path: Path) -> None:
    problem = 'annotation 7 has no foot_kpts, face_kpts.* Use a file of COCO-WholeBody'
    with pytest.raises(AnnotationError, match=problem):
        CheckedCocoWholeBodyDataset(**write_wholebody(tmp_path, COCO))


def test_the_metainfo_of_coco_is_refused(tmp_path: Path) -> None:
    arguments = write_wholebody(tmp_path, wholebody())
    coco = dict(from_file='configs/_base_/datasets/coco.py')
    with pytest.raises(AnnotationError, match='17 keypoints.* are 133. Set metainfo'):
        CheckedCocoWholeBodyDataset(**arguments, metainfo=coco)


def test_boxes_of_a_detector(tmp_path: Path) -> None:
    box = dict(image_id=2, category_id=1, bbox=[5, 6, 30, 40], score=0.9)
    (tmp_path / 'boxes.json').write_text(json.dumps([box]))
    dataset = CheckedCocoWholeBodyDataset(
        **write_wholebody(tmp_path, wholebody()),
        bbox_file=str(tmp_path / 'boxes.json'),
        test_mode=True,
    )
    assert len(dataset) == 1
    assert dataset[0]['keypoints'].shape == (1, 133, 2)


class TestMirroredKeypoints:
    """The flip pairs of the metainfo agree with names and anatomy."""

    @pytest.fixture
    def metainfo(self) -> dict:
        return CheckedCocoWholeBodyDataset(lazy_init=True).metainfo

    def test_left_is_right_in_body_feet_and_hands(self, metainfo: dict) -> None:
        names = metainfo['keypoint_id2name']
        swap = dict(left='right', right='left')
        for number, other in enumerate(metainfo['flip_indices']):
            side, *rest = names[number].split('_')
            if side in swap:
                assert names[other] == '_'.join([swap[side], *rest])

    def test_the_face_is_mirrored(self, metainfo: dict) -> None:
        """The 68 points from the jaw (0 to 16) to the inner lips (60 to 67)."""
        chains = [(0, 17), (17, 27), (31, 36), (48, 55), (60, 65)]
        mirror = {}
        for start, end in chains:
            mirror |= {i: start + end - 1 - i for i in range(start, end)}
        mirror |= {i: i for i in range(27, 31)}  # bridge of the nose
        mirror |= {36: 45, 37: 44, 38: 43, 39: 42, 40: 47, 41: 46}  # eyes
        mirror |= {55: 59, 56: 58, 57: 57, 65: 67, 66: 66}  # lower lips
        mirror |= {other: i for i, other in mirror.items()}
        assert sorted(mirror) == list(range(68))
        flip = metainfo['flip_indices'][FACE : FACE + 68]
        assert [i - FACE for i in flip] == [mirror[i] for i in range(68)]

    def test_twice_is_as_before(self, metainfo: dict) -> None:
        flip = np.array(metainfo['flip_indices'])
        np.testing.assert_array_equal(flip[flip], np.arange(133))
        assert (flip == np.arange(133)).sum() == 1 + 10  # nose; middle of the face
