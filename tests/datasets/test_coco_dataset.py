from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from mmengine.logging import MMLogger
from mmengine.registry import DefaultScope

from poseur.datasets import CheckedCocoDataset
from poseur.structures.annotations import AnnotationError
from tests.helpers.tiny_coco import COCO, PERSON, changed_coco, write_coco

NAN = float('nan')
UNLABELED = dict(keypoints=[0] * 51, num_keypoints=0, bbox=[5, 5, 0, 0])


@pytest.fixture(autouse=True)
def _scope():
    with DefaultScope.overwrite_default_scope('mmpose'):
        yield


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture):
    logger = MMLogger.get_current_instance()
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


def test_people_and_pixels(tmp_path: Path) -> None:
    dataset = CheckedCocoDataset(
        **write_coco(tmp_path), pipeline=[dict(type='LoadImageStrict')]
    )
    assert len(dataset) == 2
    assert dataset[0]['img'].shape == (90, 80, 3)
    np.testing.assert_array_equal(dataset[0]['bbox'], [[10, 10, 60, 70]])
    np.testing.assert_array_equal(dataset[0]['keypoints'][0, 2], [24, 21])


def test_what_is_left_out_is_counted(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    content = copy.deepcopy(COCO)
    car = dict(id=12, image_id=2, category_id=3, bbox=[1, 1, 9, 9])
    content['annotations'] += [
        dict(PERSON, id=9, **UNLABELED),
        dict(PERSON, id=10, **UNLABELED),
        dict(PERSON, id=11, iscrowd=1),
        car,
    ]
    assert len(CheckedCocoDataset(**write_coco(tmp_path, content))) == 2
    line = next(r.getMessage() for r in log.records if 'people in' in r.getMessage())
    assert 'people.json: 2 people in 2 images; left out: ' in line
    assert '2 without labeled keypoints' in line
    assert '1 crowd regions' in line
    assert '1 objects of other categories' in line


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(bbox=[10, 10, 0, 60]), r'bbox \[10, 10, 0, 60\].*empty'),
        (dict(bbox=[10, 10, 50, -6]), 'bbox.*empty'),
        (dict(bbox=[10, NAN, 50, 60]), 'bbox.*not four finite numbers'),
        (dict(bbox=[10, 10, 50]), 'bbox'),
        (dict(bbox=[100, 10, 50, 60]), 'outside of image a.jpg .80x90.'),
        (dict(keypoints=[1] * 39), '13 keypoints, but the metainfo.*17.*Set metainfo'),
        (dict(keypoints=[1] * 50 + [NAN]), 'keypoints that are not finite'),
    ],
)
def test_bad_annotations_are_named(tmp_path: Path, changes: dict, problem: str) -> None:
    arguments = write_coco(tmp_path, changed_coco(changes))
    place = f'{tmp_path}/people.json: annotation 7 '
    with pytest.raises(AnnotationError, match=f'{place}.*{problem}'):
        CheckedCocoDataset(**arguments)


@pytest.mark.parametrize('key', ['keypoints', 'bbox'])
def test_absent_keys_are_named(tmp_path: Path, key: str) -> None:
    content = copy.deepcopy(COCO)
    del content['annotations'][1][key]
    with pytest.raises(AnnotationError, match=f"annotation 8 has no '{key}'"):
        CheckedCocoDataset(**write_coco(tmp_path, content))


def test_no_person_left(tmp_path: Path) -> None:
    content = dict(COCO, annotations=[dict(PERSON, id=3, **UNLABELED)])
    with pytest.raises(AnnotationError, match='no person.*1 without labeled'):
        CheckedCocoDataset(**write_coco(tmp_path, content))


@pytest.mark.parametrize(
    ('changes', 'named'),
    [
        (dict(ann_file='none.json'), 'File .*none.json.*ann_file'),
        (dict(data_prefix=dict(img='pics/')), r"Folder .*pics.*data_prefix\['img'\]"),
        (
            dict(data_prefix=dict(img='')),
            r"Image .*a.jpg.*data_prefix\['img'\], or .*people.json",
        ),
        (dict(bbox_file='no_boxes.json', test_mode=True), 'no_boxes.json.*bbox_file'),
    ],
)
def test_missing_files_are_named(tmp_path: Path, changes: dict, named: str) -> None:
    arguments = {**write_coco(tmp_path), **changes}
    with pytest.raises(FileNotFoundError, match=f'{named}.*Correct data_root'):
        CheckedCocoDataset(**arguments)


@pytest.mark.parametrize(
    ('content', 'problem'),
    [
        ('', r'people.json \(ann_file\) is empty.* an object'),
        ('<html>', r"people.json \(ann_file\) starts with b'<html>'"),
        ('[{"image": "1.jpg"}]', r"starts with b'\[{.*Give another file"),
        (
            json.dumps(COCO)[:-30],
            'people.json .* is truncated or not JSON.*Copy the',
        ),
    ],
)
def test_wrong_and_damaged_files_are_named(
    tmp_path: Path, content: str, problem: str
) -> None:
    arguments = write_coco(tmp_path)
    (tmp_path / 'people.json').write_text(content)
    with pytest.raises(AnnotationError, match=problem):
        CheckedCocoDataset(**arguments)


def test_pipeline_that_returns_nothing_is_an_error(tmp_path: Path) -> None:
    dataset = CheckedCocoDataset(**write_coco(tmp_path), pipeline=[lambda sample: None])
    with pytest.raises(RuntimeError, match='annotation 8 of .*b.jpg'):
        dataset[1]


class TestDetections:
    """Boxes of a detector on images without annotations, as for test-dev."""

    @staticmethod
    def _arguments(root: Path, *changes: dict) -> dict:
        box = dict(image_id=1, category_id=1, bbox=[5.5, 6, 30, 40], score=0.9)
        boxes = [{**box, **change} for change in changes]
        (root / 'boxes.json').write_text(json.dumps(boxes))
        images_only = dict(images=COCO['images'], categories=COCO['categories'])
        return dict(
            write_coco(root, images_only),
            bbox_file=str(root / 'boxes.json'),
            test_mode=True,
        )

    def test_one_sample_per_person_box(self, tmp_path: Path) -> None:
        dataset = CheckedCocoDataset(
            **self._arguments(tmp_path, {}, dict(category_id=3), dict(image_id=2)),
            pipeline=[dict(type='LoadImageStrict')],
        )
        assert [dataset[i]['img_id'] for i in range(len(dataset))] == [1, 2]
        np.testing.assert_array_equal(dataset[0]['bbox'], [[5.5, 6, 35.5, 46]])
        assert not np.any(dataset[0]['keypoints_visible'])
        assert dataset[0]['img'].shape == (90, 80, 3)

    def test_annotations_are_no_boxes(self, tmp_path: Path) -> None:
        arguments = self._arguments(tmp_path, {})
        (tmp_path / 'boxes.json').write_text(json.dumps(COCO))
        with pytest.raises(AnnotationError, match=r'boxes.json \(bbox_file\) starts'):
            CheckedCocoDataset(**arguments)

    @pytest.mark.parametrize(
        ('change', 'problem'),
        [
            (dict(bbox=[5, 5, 0, 9]), 'bbox .*empty'),
            (dict(bbox=[5, 5, 1e-9, 9]), 'bbox .*empty'),  # in float32
            (dict(bbox=[5, 5, NAN, 9]), 'bbox .*not four finite'),
            (dict(score=NAN), 'score nan'),
            (dict(image_id=99), 'image_id 99, which the annotation file does not list'),
        ],
    )
    def test_bad_boxes_are_named(
        self, tmp_path: Path, change: dict, problem: str
    ) -> None:
        arguments = self._arguments(tmp_path, {}, change)
        with pytest.raises(
            AnnotationError, match=f'boxes.json: detection at index 1.*{problem}'
        ):
            CheckedCocoDataset(**arguments)


@pytest.mark.parametrize(
    ('size', 'problem'),
    [
        (dict(width=160, height=180), 'is 80x90 pixels, .* says 160x180. Use the pict'),
        (dict(width=90, height=80), 'is 80x90 pixels, .* says 90x80: it is turned, mo'),
    ],
)
def test_pictures_of_another_size_are_named(
    tmp_path: Path, size: dict, problem: str
) -> None:
    content = copy.deepcopy(COCO)
    content['images'][1].update(size)
    pipeline = [dict(type='LoadImageStrict')]
    dataset = CheckedCocoDataset(**write_coco(tmp_path, content), pipeline=pipeline)
    assert dataset[0]['img'].shape == (90, 80, 3)
    with pytest.raises(AnnotationError, match=f'Image .*b.jpg {problem}'):
        dataset[1]
    box = dict(image_id=2, category_id=1, bbox=[5.5, 6, 30, 40], score=0.9)
    (tmp_path / 'boxes.json').write_text(json.dumps([box]))
    detected = CheckedCocoDataset(
        **write_coco(tmp_path, content),
        pipeline=pipeline,
        bbox_file=str(tmp_path / 'boxes.json'),
        test_mode=True,
    )
    with pytest.raises(AnnotationError, match=f'Image .*b.jpg {problem}'):
        detected[0]


def test_a_detection_without_area_among_many_is_counted(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    box = dict(image_id=1, category_id=1, bbox=[5, 6, 30, 40], score=0.9)
    boxes = [box] * 199 + [dict(box, bbox=[5, 6, 0, 40])]
    (tmp_path / 'boxes.json').write_text(json.dumps(boxes))
    arguments = dict(bbox_file=str(tmp_path / 'boxes.json'), test_mode=True)
    assert len(CheckedCocoDataset(**write_coco(tmp_path), **arguments)) == 199
    assert '199 people in 1 images; left out: 1 detections whose box' in log.text
    assert '1 detections whose box has no area, such as detection at index' in log.text


def test_weights_of_your_own_that_are_not_used_are_said(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    metainfo = dict(
        dataset_name='own',
        keypoint_info={k: dict(name=f'k{k}', id=k) for k in range(17)},
        skeleton_info={},
        joint_weights=[2.0] + [1.0] * 16,
        sigmas=[0.05] * 17,
    )
    codec = dict(type='PoseurLabel', input_size=(48, 64))
    crop = dict(type='CropAndEncode', codec=codec, use_dataset_keypoint_weights=True)
    arguments = dict(write_coco(tmp_path), metainfo=metainfo)
    CheckedCocoDataset(**arguments, pipeline=[crop])
    CheckedCocoDataset(**arguments, test_mode=True)
    CheckedCocoDataset(**write_coco(tmp_path))  # COCO's have always been left out
    assert 'joint_weights' not in log.text
    crop['use_dataset_keypoint_weights'] = False
    CheckedCocoDataset(**arguments, pipeline=[crop])
    assert 'people.json: joint_weights of the metainfo are not used. Set' in log.text
