"""Annotations are read as they are, and errors in them are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.logging import MMLogger

import poseur.datasets  # noqa: F401
from poseur.detection.datasets import CocoPersonDataset
from poseur.structures.annotations import AnnotationError
from tests.helpers.drawn_people import draw, find_dots, person, write_images

POINTS = np.array([[30, 14], [18, 26], [43, 35]])
BOX = [10, 5, 40, 38]
LOAD = dict(type='mmpose.LoadImageStrict')
PIPELINE = [
    LOAD,
    dict(type='mmdet.LoadKeypointAnnotations'),
    dict(type='mmdet.KeypointRandomFlip', prob=0.5),
    dict(type='mmdet.PackKeypointDetInputs'),
]
UNLABELED = dict(keypoints=[0] * 9, num_keypoints=0)
SQUARE = [[10, 5, 50, 5, 50, 43, 10, 43]]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture):
    logger = MMLogger.get_current_instance()
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


def write(root: Path, *people: list[dict]) -> dict:
    """Write one image with the same dots for each list of annotations."""
    return write_images(root, [draw(POINTS, 64, 48)] * len(people), list(people))


def test_a_sample_for_the_model(tmp_path: Path) -> None:
    half_seen = person(POINTS, BOX, num_keypoints=2)
    half_seen['keypoints'][3:6] = [0, 0, 0]
    half_seen['keypoints'][8] = 1
    people = [
        person(POINTS, BOX, segmentation=SQUARE),
        half_seen,
        person(POINTS, BOX, **UNLABELED),
        person(POINTS, [0, 0, 64, 48], iscrowd=1, **UNLABELED),
    ]
    data = CocoPersonDataset(**write(tmp_path, people), pipeline=PIPELINE)[0]
    sample = data['data_samples']
    gt, order = sample.gt_instances, [0, 2, 1] if sample.flip else [0, 1, 2]
    dots = find_dots(data['inputs'].permute(1, 2, 0).numpy()[..., order])
    np.testing.assert_allclose(gt.keypoints[0], dots, atol=0.01)
    assert gt.keypoints.dtype == gt.keypoints_visible.dtype == torch.float32
    visible = np.array([[1, 1, 1], [1, 0, 1], [0, 0, 0]])[:, order]
    np.testing.assert_array_equal(gt.keypoints_visible, visible)
    assert gt.bboxes.tensor.shape == (3, 4) and gt.labels.tolist() == [0, 0, 0]
    crowd = sample.ignored_instances
    assert crowd.bboxes.tensor.tolist() == [[0, 0, 64, 48]]
    assert crowd.keypoints.shape == (1, 3, 2)
    assert sample.flip_indices == [0, 2, 1] and sample.img_id == 1


def test_pictures_without_people_train_too(tmp_path: Path) -> None:
    arguments = write(tmp_path, [], [person(POINTS, BOX)])
    gt = CocoPersonDataset(**arguments, pipeline=PIPELINE)[0]['data_samples']
    assert gt.gt_instances.keypoints.shape == (0, 3, 2)
    assert gt.gt_instances.keypoints_visible.shape == (0, 3)
    assert gt.gt_instances.bboxes.tensor.shape == (0, 4)


def test_the_metainfo_says_how_many_keypoints_there_are(tmp_path: Path) -> None:
    arguments = write(tmp_path, [person(POINTS, BOX)])
    meta = CocoPersonDataset(**arguments).metainfo
    assert meta['num_keypoints'] == 3 and meta['classes'] == ('person',)
    del arguments['metainfo']
    with pytest.raises(AnnotationError, match='has 3 keypoints, but the metainfo.*17'):
        CocoPersonDataset(**arguments)


def test_what_is_left_out_is_counted(tmp_path: Path, log) -> None:
    people = [
        person(POINTS, BOX),
        person(POINTS, [70, 5, 20, 20], **UNLABELED),
        person(POINTS, BOX, category_id=3),
    ]
    arguments = write(tmp_path, people, [person(POINTS, BOX, **UNLABELED)], [])
    dataset = CocoPersonDataset(**arguments, filter_cfg=dict(min_keypoints=1))
    assert len(dataset) == 1 and len(dataset[0]['instances']) == 1
    line = next(r.getMessage() for r in log.records if 'people in' in r.getMessage())
    assert 'people.json: 1 people in 1 images; left out: ' in line
    for part in ('2 images by', '1 people without a usable', '1 objects of other'):
        assert part in line
    assert len(CocoPersonDataset(**arguments)) == 3
    tested = dict(filter_cfg=dict(min_keypoints=1), test_mode=True)
    assert len(CocoPersonDataset(**arguments, **tested)) == 3


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(bbox=[10, 10, 0, 60]), r'annotation 1 has bbox.*empty'),
        (
            dict(bbox=[10, float('nan'), 9, 9], **UNLABELED),
            'annotation 1.*not four',
        ),
        (dict(keypoints=[1] * 6), '2 keypoints, but the metainfo.*3.*Set metainfo'),
        (dict(category_id=3), 'no person to train on .1 objects of other categories'),
    ],
)
def test_wrong_annotations_are_named(tmp_path: Path, changes: dict, problem: str):
    arguments = write(tmp_path, [person(POINTS, BOX, **changes)])
    with pytest.raises(AnnotationError, match=f'people.json.*{problem}'):
        CocoPersonDataset(**arguments)


def test_keypoints_of_crowds_do_not_keep_an_image(tmp_path: Path) -> None:
    crowd = person(POINTS, BOX, iscrowd=1)
    arguments = write(tmp_path, [crowd], [person(POINTS, BOX)])
    dataset = CocoPersonDataset(**arguments, filter_cfg=dict(min_keypoints=1))
    assert len(dataset) == 1 and dataset[0]['img_id'] == 2
    assert len(CocoPersonDataset(**arguments)) == 2


def test_annotations_need_an_area(tmp_path: Path) -> None:
    without = person(POINTS, BOX)
    del without['area']
    with pytest.raises(AnnotationError, match="annotation 1 has no 'area'. Add"):
        CocoPersonDataset(**write(tmp_path, [without]))


def test_the_category_must_be_there(tmp_path: Path) -> None:
    arguments = write(tmp_path, [person(POINTS, BOX)])
    file = tmp_path / 'people.json'
    file.write_text(file.read_text().replace('"person"', '"human"'))
    with pytest.raises(AnnotationError, match="no category 'person'"):
        CocoPersonDataset(**arguments)


def test_a_filter_that_leaves_nothing_is_refused(tmp_path: Path) -> None:
    arguments = write(tmp_path, [person(POINTS, BOX)])
    with pytest.raises(AnnotationError, match="'min_keypoints': 4.*leaves no image"):
        CocoPersonDataset(**arguments, filter_cfg=dict(min_keypoints=4))


def test_masks_where_there_are_some(tmp_path: Path) -> None:
    pipeline = [LOAD, dict(type='mmdet.LoadKeypointAnnotations', with_mask=True)]
    people = [person(POINTS, BOX, segmentation=SQUARE)]
    dataset = CocoPersonDataset(
        **write(tmp_path, people, [person(POINTS, BOX)]), pipeline=pipeline
    )
    (mask,) = dataset[0]['gt_masks'].masks
    assert mask.sum() == 40 * 38 and mask[5:43, 10:50].all()
    with pytest.raises(AnnotationError, match='2.png.*no segmentation. Set with_mask'):
        dataset[1]


def test_samples_repeat_with_the_seed(tmp_path: Path) -> None:
    dataset = CocoPersonDataset(
        **write(tmp_path, *[[person(POINTS, BOX)]] * 8), pipeline=PIPELINE
    )

    def flips(seed: int, epoch: int) -> list[bool]:
        dataset.set_sample_seed(seed, epoch)
        return [dataset[index]['data_samples'].flip for index in range(8)]

    first = flips(1, 0)
    assert flips(1, 0) == first and flips(1, 1) != first


def test_pictures_of_another_size_are_named(tmp_path: Path) -> None:
    arguments = write(tmp_path, [person(POINTS, BOX)])
    file = tmp_path / 'people.json'
    file.write_text(file.read_text().replace('"width": 64', '"width": 128'))
    dataset = CocoPersonDataset(**arguments, pipeline=[LOAD])
    with pytest.raises(AnnotationError, match='1.png is 64x48 pixels, .* says 128x48'):
        dataset[0]
