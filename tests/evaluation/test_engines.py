"""COCO's statistics by each engine."""

from __future__ import annotations

import copy
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from mmengine.logging import MMLogger
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from xtcocotools.coco import COCO

from poseur.detection.evaluation import CocoPersonMetric
from poseur.evaluation import CheckedCocoMetric, CocoWholeBodyPartMetric
from poseur.evaluation.engines import coco_statistics, engine_name
from tests.helpers.random_coco import annotations, results
from tests.helpers.tiny_coco import COCO as TINY

BODY = dict(keypoints=17)
META = parse_pose_metainfo(dict(from_file='configs/_base_/datasets/coco.py'))
with_hotcoco = pytest.mark.skipif(
    importlib.util.find_spec('hotcoco') is None, reason='hotcoco is not installed'
)


def truth_of(root: Path, content: dict) -> COCO:
    (root / 'truth.json').write_text(json.dumps(content))
    return COCO(str(root / 'truth.json'))


@with_hotcoco
@pytest.mark.parametrize('copies', [1, 3, 40])
@pytest.mark.parametrize('kind', ['keypoints', 'bbox'])
@pytest.mark.parametrize('use_area', [True, False])
def test_hotcoco_gives_the_numbers_of_the_reference(tmp_path, kind, copies, use_area):
    for seed, noise in enumerate([0.5, 3.0, 8.0]):
        rng = np.random.default_rng(seed)
        truth = truth_of(tmp_path, annotations(rng, BODY, areas=use_area))
        boxes = kind == 'bbox' or bool(seed % 2)
        found = results(
            rng, truth.dataset, BODY, noise=noise, boxes=boxes, copies=copies
        )
        sigmas = rng.uniform(0.02, 0.1, 17) if seed else None
        before = copy.deepcopy(found)
        expected, actual = (
            coco_statistics(
                truth, found, kind, engine=engine, sigmas=sigmas, use_area=use_area
            )
            for engine in ('reference', 'hotcoco')
        )
        assert found == before
        np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-9)
        assert 0 < expected[0] < 1


@with_hotcoco
@pytest.mark.parametrize('missing', ['results', 'people', 'keypoints'])
def test_hotcoco_where_nothing_is_found(tmp_path, missing):
    rng = np.random.default_rng(0)
    content = annotations(rng, BODY)
    found = results(rng, content, BODY, noise=1.0)
    if missing == 'results':
        found = []
    elif missing == 'people':
        content['annotations'] = []
    else:
        found = [{**each, 'keypoints': [0.0] * 51} for each in found]
    truth = truth_of(tmp_path, content)
    expected, actual = (
        coco_statistics(truth, found, 'keypoints', engine=engine)
        for engine in ('reference', 'hotcoco')
    )
    np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-9)


@with_hotcoco
def test_hotcoco_refuses_an_empty_list_of_images(tmp_path):
    truth = truth_of(tmp_path, dict(images=[], annotations=[], categories=[]))
    with pytest.raises(ValueError, match="empty list of images.*engine='reference'"):
        coco_statistics(truth, [], 'keypoints', engine='hotcoco')


@with_hotcoco
def test_the_metric_logs_its_engine(tmp_path, caplog):
    MMLogger.get_current_instance().addHandler(caplog.handler)
    (tmp_path / 'people.json').write_text(json.dumps(TINY))
    scores = []
    for engine in ('reference', 'hotcoco'):
        metric = CheckedCocoMetric(str(tmp_path / 'people.json'), engine=engine)
        metric.dataset_meta = META
        for person in TINY['annotations']:
            points = np.array(person['keypoints'], float).reshape(1, 17, 3)[..., :2]
            keypoints = points + 0.05 * person['id']
            predicted = dict(keypoints=keypoints, keypoint_scores=np.ones((1, 17)))
            box = dict(
                bbox_scores=np.ones(1), bbox_scales=np.array([person['bbox'][2:]])
            )
            sample = dict(
                id=person['id'],
                img_id=person['image_id'],
                category_id=person['category_id'],
                pred_instances=predicted,
                gt_instances=box,
            )
            metric.process(None, [sample])
        scores.append(metric.evaluate(len(TINY['annotations'])))
        assert f'keypoints evaluated by {engine_name(engine)}' in caplog.text
    assert scores[0] == pytest.approx(scores[1], abs=1e-9)
    assert list(scores[0]) == list(scores[1]) and len(scores[0]) == 10


def test_what_an_engine_cannot_do_is_refused_before_the_first_step(tmp_path):
    (tmp_path / 'people.json').write_text(json.dumps(TINY))
    file = str(tmp_path / 'people.json')
    with pytest.raises(ValueError, match='choose one of reference, hotcoco'):
        CheckedCocoMetric(file, engine='fast')
    with pytest.raises(ValueError, match="not 'keypoints_crowd'.*engine='reference'"):
        CheckedCocoMetric(file, iou_type='keypoints_crowd', engine='hotcoco')
    with pytest.raises(ValueError, match="not 'keypoints_wholebody'"):
        CocoWholeBodyPartMetric(file, engine='hotcoco')


@pytest.mark.parametrize('metric', [CheckedCocoMetric, CocoPersonMetric])
def test_a_missing_engine_is_named_with_its_package(metric, monkeypatch):
    monkeypatch.setattr('poseur.evaluation.engines.find_spec', lambda name: None)
    with pytest.raises(ImportError, match=r'requirements/fast_eval\.txt'):
        metric('people.json', engine='hotcoco')
