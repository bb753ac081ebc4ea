"""The evaluator's annotations are checked before the first step."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pycocotools.coco
import pytest
from mmengine.logging import MMLogger
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from pycocotools.cocoeval import COCOeval

from poseur.evaluation import CheckedCocoMetric
from poseur.structures.annotations import AnnotationError
from tests.helpers.tiny_coco import COCO, PERSON, changed_coco

META = parse_pose_metainfo(dict(from_file='configs/_base_/datasets/coco.py'))


def metric_of(root: Path, content: dict, **options: object) -> CheckedCocoMetric:
    (root / 'people.json').write_text(json.dumps(content))
    return CheckedCocoMetric(ann_file=str(root / 'people.json'), **options)


def perfect(annotation: dict) -> dict:
    """Return the sample of a model that finds a person exactly."""
    points = np.array(annotation['keypoints'], float).reshape(1, 17, 3)
    return dict(
        id=annotation['id'],
        img_id=annotation['image_id'],
        category_id=annotation['category_id'],
        pred_instances=dict(
            keypoints=points[..., :2], keypoint_scores=np.ones((1, 17))
        ),
        gt_instances=dict(
            bbox_scores=np.ones(1), bbox_scales=np.array([annotation['bbox'][2:]])
        ),
    )


def average_precision(root: Path, content: dict) -> float:
    metric = metric_of(root, content)
    metric.dataset_meta = META
    people = [a for a in content['annotations'] if any(a.get('keypoints', ()))]
    metric.process(None, [perfect(person) for person in people])
    return metric.evaluate(len(people))['coco/AP']


def test_objects_without_keypoints_are_no_people(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Objects without keypoints and an empty list of them; AP counts people alone."""
    MMLogger.get_current_instance().addHandler(caplog.handler)
    content = copy.deepcopy(COCO)
    content['annotations'] += [
        dict(id=20, image_id=1, category_id=3, bbox=[1, 1, 9, 9]),
        dict(PERSON, id=21, image_id=2, keypoints=[], num_keypoints=0),
    ]
    assert average_precision(tmp_path, content) == pytest.approx(1.0)
    assert 'left out: 1 objects of other categories' in caplog.text


def sample_of(annotation: dict, shift: float, **predicted: object) -> dict:
    """Return a result with the box of an annotation and shifted keypoints."""
    sample = perfect(annotation)
    sample['pred_instances']['keypoints'] += shift
    left, top, width, height = annotation['bbox']
    box = np.array([[left, top, left + width, top + height]], float)
    sample['pred_instances'] |= dict(bboxes=box) | predicted
    return sample


def test_sizes_are_those_of_the_official_code(tmp_path: Path) -> None:
    """An unmatched person with a large box and a small skeleton, ahead of the others.

    By its box it would count as a false positive among the large people.
    """
    content = copy.deepcopy(COCO)
    person, other = content['annotations'][:2]
    for each in content['annotations']:
        each.update(bbox=[0, 0, 100, 100], area=10000.0)
    metric = metric_of(tmp_path, content, outfile_prefix=str(tmp_path / 'out'))
    metric.dataset_meta = META
    small = np.array(person['keypoints'], float).reshape(1, 17, 3)[..., :2] * 0.2
    ghost = sample_of(person, 0.0, keypoints=small + 300) | dict(id=99)
    ghost['gt_instances'] = dict(ghost['gt_instances'], bbox_scores=np.full(1, 2.0))
    metric.process(None, [ghost, sample_of(person, 0.0), sample_of(other, 0.5)])
    ours = metric.evaluate(3)
    assert ours['coco/AP (L)'] == pytest.approx(1) and ours['coco/AP'] < 0.7

    path = tmp_path / 'out.keypoints.json'
    assert all('bbox' not in each for each in json.loads(path.read_text()))
    truth = pycocotools.coco.COCO(str(tmp_path / 'people.json'))
    official = COCOeval(truth, truth.loadRes(str(path)), 'keypoints')
    official.evaluate()
    official.accumulate()
    official.summarize()
    names = ('AP', 'AP .5', 'AP .75', 'AP (M)', 'AP (L)')
    names += ('AR', 'AR .5', 'AR .75', 'AR (M)', 'AR (L)')
    assert [ours[f'coco/{name}'] for name in names] == pytest.approx(official.stats)


def test_equation_5_of_the_paper_takes_the_mean_of_all_keypoints(
    tmp_path: Path,
) -> None:
    """Mmpose leaves scores up to 0.2 out of the mean unless it is told not to."""
    person = COCO['annotations'][0]
    scores = np.array([[0.1] * 16 + [0.9]])
    written = []
    for options in (dict(), dict(keypoint_score_thr=0.0)):
        out = dict(format_only=True, outfile_prefix=str(tmp_path / 'out'))
        metric = metric_of(tmp_path, COCO, score_mode='bbox_keypoint', **out, **options)
        metric.dataset_meta = META
        metric.process(None, [sample_of(person, 0.0, keypoint_scores=scores)])
        metric.evaluate(1)
        (entry,) = json.loads((tmp_path / 'out.keypoints.json').read_text())
        written.append(entry['score'])
    assert written == pytest.approx([0.9, scores.mean()])


@pytest.mark.parametrize('category', [0, 7])
def test_people_of_any_category(tmp_path: Path, category: int) -> None:
    content = copy.deepcopy(COCO)
    for annotation in content['annotations']:
        annotation['category_id'] = category
    content['categories'] = [dict(id=category, name='dog')]
    assert average_precision(tmp_path, content) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(area=0), 'annotation 7 has area 0. Set area'),
        (dict(area='12'), "annotation 7 has area '12'"),
        (dict(id='a1'), "annotation a1 has id 'a1'"),
        (dict(id=8), 'annotation 8 is there more than once'),
        (dict(num_keypoints=0), 'has num_keypoints 0, but 17 are labeled'),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, changes: dict, problem: str) -> None:
    with pytest.raises(AnnotationError, match=f'people.json .ann_file of.*{problem}'):
        metric_of(tmp_path, changed_coco(changes))


def test_areas_only_where_they_count(tmp_path: Path) -> None:
    content = copy.deepcopy(COCO)
    del content['annotations'][0]['area']
    with pytest.raises(AnnotationError, match="annotation 7 has no 'area'. Add the"):
        metric_of(tmp_path, content)
    metric_of(tmp_path, content, use_area=False)


def test_other_numbers_of_keypoints(tmp_path: Path) -> None:
    metric = metric_of(tmp_path, COCO)
    with pytest.raises(AnnotationError, match='people.json.*17 keypoints.*dataset 4'):
        metric.dataset_meta = META | dict(num_keypoints=4)


def test_images_alone_are_enough_for_a_server(tmp_path: Path) -> None:
    images = dict(images=COCO['images'], categories=COCO['categories'])
    options = dict(format_only=True, outfile_prefix=str(tmp_path / 'out'))
    metric = metric_of(tmp_path, images, **options)
    metric.dataset_meta = META
