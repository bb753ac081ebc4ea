"""An evaluator counts the people of its dataset, and no others."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from mmengine.dataset import ConcatDataset, RepeatDataset, pseudo_collate
from mmengine.evaluator import Evaluator
from torch.utils.data import DataLoader

from poseur.datasets import CheckedCocoDataset, CheckedMpiiDataset
from poseur.evaluation import CheckedCocoMetric, MpiiPCKh
from poseur.evaluation.checked_coco import with_checked_files
from poseur.evaluation.coverage import check_evaluator
from poseur.structures.annotations import AnnotationError
from tests.helpers.tiny_coco import (
    COCO,
    MPII_PERSON,
    write_coco,
    write_head_boxes,
    write_mpii,
)


@pytest.fixture
def dataset(tmp_path: Path) -> CheckedCocoDataset:
    """Two people in two images, as annotated."""
    return CheckedCocoDataset(**write_coco(tmp_path), test_mode=True)


def write(path: Path, change: Callable[[dict], object] = lambda content: None) -> str:
    """Write the annotations with a change, as a file of their own."""
    content = copy.deepcopy(COCO)
    change(content)
    path.write_text(json.dumps(content))
    return str(path)


def metric_of(ann_file: str | None, **options: object) -> CheckedCocoMetric:
    return CheckedCocoMetric(ann_file=ann_file, **options)


def check(metric, dataset, **loading: object) -> None:
    loader = DataLoader(dataset, collate_fn=pseudo_collate, **loading)
    check_evaluator(Evaluator(metric), loader, 'val')


def move(content: dict) -> None:
    first, *others = content['annotations'][0]['keypoints']
    content['annotations'][0]['keypoints'] = [first + 30, *others]


def rename(content: dict) -> None:
    content['images'][1]['file_name'] = 'z.jpg'


def shorten(content: dict) -> None:
    del content['images'][1], content['annotations'][1]


def add_person(content: dict) -> None:
    content['annotations'].append(dict(content['annotations'][0], id=20))


def test_a_copy_of_the_file_is_accepted(dataset, tmp_path: Path) -> None:
    check(metric_of(dataset.ann_file), dataset)
    check(metric_of(write(tmp_path / 'copy.json')), dataset)


def test_people_who_do_not_count_may_differ(dataset, tmp_path: Path) -> None:
    def add_crowd(content: dict) -> None:
        crowd = dict(content['annotations'][0], id=20, iscrowd=1)
        content['annotations'].append(crowd)

    check(metric_of(write(tmp_path / 'crowd.json', add_crowd)), dataset)


@pytest.mark.parametrize(
    ('change', 'problem'),
    [
        (move, 'people with other keypoints, or of another.*: 1, such as annotation 7'),
        (rename, r'another name: 1, such as image 2 .b.jpg in the dataset, z.jpg in'),
        (shorten, 'the evaluator does not know: 1, such as image 2; people of the da'),
        (add_person, 'would be missed: 1, such as annotation 20'),
    ],
)
def test_other_people_are_refused(dataset, tmp_path: Path, change, problem) -> None:
    path = write(tmp_path / 'other.json', change)
    with pytest.raises(AnnotationError, match=problem) as caught:
        check(metric_of(path), dataset)
    assert f'val_evaluator.ann_file={path} and val_dataloader.dataset.ann_file=' in (
        str(caught.value)
    )


def test_a_dataset_of_a_part_is_refused(dataset, tmp_path: Path) -> None:
    part = CheckedCocoDataset(
        data_root=str(tmp_path),
        ann_file=write(tmp_path / 'part.json', shorten),
        data_prefix=dict(img='images/'),
        test_mode=True,
    )
    with pytest.raises(AnnotationError, match='would be missed: 1, such as annot.* 8'):
        check(metric_of(dataset.ann_file), part)


def test_files_that_share_the_people_between_them(dataset, tmp_path: Path) -> None:
    def second(content: dict) -> None:
        del content['images'][0], content['annotations'][0]

    parts = [
        CheckedCocoDataset(
            data_root=str(tmp_path),
            ann_file=write(tmp_path / f'{change.__name__}.json', change),
            data_prefix=dict(img='images/'),
            test_mode=True,
        )
        for change in (shorten, second)
    ]
    check(metric_of(dataset.ann_file), ConcatDataset(parts))
    check(metric_of(dataset.ann_file), RepeatDataset(dataset, 1))
    with pytest.raises(AnnotationError, match=r'there are 2 .*dataset\.datasets\.0'):
        check(metric_of(None), ConcatDataset(parts))


@pytest.mark.parametrize('indices', [1, [0], -1])
def test_indices_are_refused(tmp_path: Path, indices: object) -> None:
    arguments = write_coco(tmp_path)
    dataset = CheckedCocoDataset(**arguments, test_mode=True, indices=indices)
    with pytest.raises(ValueError, match=r'dataset\.indices=.* leaves 1 samples'):
        check(metric_of(dataset.ann_file), dataset)
    every = CheckedCocoDataset(**arguments, test_mode=True, indices=5)
    check(metric_of(every.ann_file), every)


def test_batches_that_are_left_out_are_refused(dataset) -> None:
    metric = metric_of(dataset.ann_file)
    check(metric, dataset, batch_size=2, drop_last=True)
    three = ConcatDataset([dataset, dataset, dataset])
    with pytest.raises(ValueError, match='drop_last=True leaves out 2 of 6 samples'):
        check(metric, three, batch_size=4, drop_last=True)


def test_detections_are_of_category_one(tmp_path: Path) -> None:
    content = copy.deepcopy(COCO)
    content['categories'] = [dict(id=7, name='person')]
    for annotation in content['annotations']:
        annotation['category_id'] = 7
    boxes = [dict(image_id=1, category_id=1, bbox=[1, 1, 30, 30], score=0.9)]
    (tmp_path / 'boxes.json').write_text(json.dumps(boxes))
    options = dict(test_mode=True, bbox_file=str(tmp_path / 'boxes.json'))
    dataset = CheckedCocoDataset(**write_coco(tmp_path, content), **options)
    with pytest.raises(AnnotationError, match=r'bbox_file=.*category 1, but.*\[7\]'):
        check(metric_of(dataset.ann_file), dataset)


def test_without_a_file_that_of_the_dataset_is_evaluated(dataset) -> None:
    metric = metric_of(None)
    check(metric, dataset)
    assert metric.ann_file == dataset.ann_file
    assert sorted(metric.coco.anns) == [7, 8]


def test_the_file_of_the_dataset_is_checked_too(tmp_path: Path) -> None:
    content = copy.deepcopy(COCO)
    del content['annotations'][0]['area']
    dataset = CheckedCocoDataset(**write_coco(tmp_path, content), test_mode=True)
    with pytest.raises(AnnotationError, match="ann_file, evaluated.*7 has no 'area'"):
        check(metric_of(None), dataset)


def test_results_must_be_writable(dataset, tmp_path: Path) -> None:
    (tmp_path / 'file').write_text('no folder')
    metric = metric_of(dataset.ann_file, outfile_prefix=f'{tmp_path}/file/results')
    with pytest.raises(OSError, match=r'results\.keypoints\.json cannot be written'):
        check(metric, dataset)


def test_metrics_of_mmpose_get_a_checked_file() -> None:
    own = [dict(type='CocoMetric', ann_file='a'), dict(type='MpiiPCKh')]
    checked = with_checked_files(own)
    assert checked[0] == dict(type='mmpose.CheckedCocoMetric', ann_file='a')
    assert checked[1] == own[1]
    whole_body = with_checked_files(dict(type='mmpose.CocoWholeBodyMetric'))
    assert whole_body['type'] == 'mmpose.CocoWholeBodyPartMetric'
    metric = MpiiPCKh()
    assert with_checked_files(metric) is metric


def test_pckh_needs_heads_and_joints_of_mpii(dataset, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match='no head_top'):
        check(MpiiPCKh(), dataset)
    arguments = write_mpii(tmp_path / 'mpii', [MPII_PERSON])
    with pytest.raises(ValueError, match=r'Set val_dataloader\.dataset\.headbox_file'):
        check(MpiiPCKh(), CheckedMpiiDataset(**arguments, test_mode=True))
    heads = tmp_path / 'heads.mat'
    write_head_boxes(heads, [[[10, 10], [20, 20]]])
    options = dict(headbox_file=str(heads), test_mode=True)
    check(MpiiPCKh(), CheckedMpiiDataset(**arguments, **options))


def mark(content: dict) -> None:
    for each, species in zip(content['annotations'], ('horse', 'cow'), strict=True):
        each['species'] = species


def test_some_of_the_people_of_another_file(tmp_path: Path) -> None:
    """An evaluator of the horses is compared with the horses of the dataset."""
    marked = copy.deepcopy(COCO)
    mark(marked)
    dataset = CheckedCocoDataset(**write_coco(tmp_path, marked), test_mode=True)
    only = dict(species='horse')
    check(metric_of(write(tmp_path / 'copy.json', mark), only=only), dataset)

    def mark_and_move(content: dict) -> None:
        mark(content)
        move(content)

    moved = write(tmp_path / 'moved.json', mark_and_move)
    with pytest.raises(AnnotationError, match='with other keypoints.*annotation 7'):
        check(metric_of(moved, only=only), dataset)
    check(metric_of(moved, only=dict(species='cow')), dataset)
