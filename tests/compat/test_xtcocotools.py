"""Our replacement of xtcocotools against the package, where that can be loaded."""

from __future__ import annotations

import copy
import json
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import xtcocotools.coco
import xtcocotools.cocoeval
import xtcocotools.mask

import poseur.compat.xtcocotools.coco
import poseur.compat.xtcocotools.cocoeval
import poseur.compat.xtcocotools.mask
from tests.helpers.random_coco import WHOLE_BODY, annotations, results

REAL, OURS = xtcocotools, poseur.compat.xtcocotools
BODY = dict(keypoints=17)
PARTS = ('body', 'foot', 'face', 'lefthand', 'righthand', 'wholebody')
real_is_here = pytest.mark.skipif(
    'compat' in str(REAL.__file__), reason='xtcocotools is not installed, or NumPy is 2'
)


def evaluate(
    package: ModuleType, path: Path, found: list, kind: str, *options: Any
) -> dict[str, np.ndarray]:
    """Return the statistics and the curves that they are computed from."""
    truth = package.coco.COCO(str(path))
    evaluation = package.cocoeval.COCOeval(
        truth, truth.loadRes('results.json', copy.deepcopy(found)), kind, *options
    )
    evaluation.params.useSegm = None
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')  # of results without a score of the part
        evaluation.evaluate()
        evaluation.accumulate()
        # Of kind CrowdPose, the summary evaluates again
        curves = {k: evaluation.eval[k] for k in ('precision', 'recall', 'scores')}
        evaluation.summarize()
    return {'stats': evaluation.stats, **curves}


def assert_same(path: Path, truth: dict, found: list, kind: str, *options: Any) -> None:
    path.write_text(json.dumps(truth))
    expected = evaluate(REAL, path, found, kind, *options)
    actual = evaluate(OURS, path, found, kind, *options)
    for name, values in expected.items():
        assert np.array_equal(values, actual[name]), name


@real_is_here
@pytest.mark.parametrize('boxes', [False, True])
@pytest.mark.parametrize('noise', [0.5, 5.0, 25.0, 120.0])
@pytest.mark.parametrize('use_area', [False, True])
def test_keypoints(tmp_path, noise, boxes, use_area):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        truth = annotations(rng, BODY, areas=use_area)
        found = results(rng, truth, BODY, noise=noise, boxes=boxes)
        sigmas = rng.uniform(0.02, 0.1, 17) if seed % 2 else None
        path = tmp_path / 'truth.json'
        assert_same(path, truth, found, 'keypoints', sigmas, use_area)


@real_is_here
@pytest.mark.parametrize('noise', [2.0, 20.0])
@pytest.mark.parametrize('kind', [f'keypoints_{part}' for part in PARTS])
def test_parts_of_the_whole_body(tmp_path, kind, noise):
    part = kind.removeprefix('keypoints_')
    counts = {**WHOLE_BODY, 'wholebody_kpts': 133, 'body_kpts': 17}
    for seed in range(4):
        rng = np.random.default_rng(seed)
        truth = annotations(rng, WHOLE_BODY, images=4)
        found = results(rng, truth, WHOLE_BODY, noise=noise, part_scores=bool(seed % 2))
        sigmas = rng.uniform(0.01, 0.1, counts[f'{part}_kpts'])
        assert_same(tmp_path / 'truth.json', truth, found, kind, sigmas)


@real_is_here
@pytest.mark.parametrize('images', [1, 3, 30])  # of 1, two classes are empty
def test_crowds(tmp_path, images):
    lists = dict(keypoints=14)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        truth = annotations(rng, lists, images=images, areas=False)
        found = results(rng, truth, lists, noise=6.0)
        path = tmp_path / 'truth.json'
        assert_same(path, truth, found, 'keypoints_crowd', np.full(14, 0.08), False)


@real_is_here
@pytest.mark.parametrize('areas', [False, True])
def test_boxes(tmp_path, areas):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        truth = annotations(rng, BODY, areas=areas)
        found = results(rng, truth, BODY, noise=1.0 + seed, boxes=True)
        assert_same(tmp_path / 'truth.json', truth, found, 'bbox', None, areas)


@real_is_here
@pytest.mark.parametrize('kind', ['keypoints', 'keypoints_crowd', 'bbox'])
def test_nothing_found_and_nobody_there(tmp_path, kind):
    rng = np.random.default_rng(0)
    truth, path = annotations(rng, BODY), tmp_path / 'truth.json'
    assert_same(path, truth, [], kind)
    found = results(rng, truth, BODY, noise=1.0, boxes=True)
    assert_same(path, {**truth, 'annotations': []}, found, kind)
    zero = [{**each, 'keypoints': [0.0] * 51} for each in found]
    assert_same(path, truth, zero, kind)


@real_is_here
def test_more_results_than_count_and_more_categories(tmp_path):
    rng = np.random.default_rng(0)
    truth = annotations(rng, BODY, images=2, people=6, first_id=7)
    truth['categories'] = [*truth['categories'], dict(id=3, name='cat')]
    for each in truth['annotations'][::3]:
        each['category_id'] = 3
    found = results(rng, truth, BODY, noise=4.0, copies=60)
    assert len(found) > 100
    for kind in ('keypoints', 'keypoints_body'):
        assert_same(tmp_path / 'truth.json', truth, found, kind)


@real_is_here
def test_chosen_keypoints_of_a_file(tmp_path):
    path = tmp_path / 'truth.json'
    path.write_text(json.dumps(annotations(np.random.default_rng(0), BODY)))
    expected, actual = (
        package.coco.COCO(str(path), test_index=[4, 0, 2]).anns
        for package in (REAL, OURS)
    )
    assert expected == actual
    assert len(expected[0]['keypoints']) == 9


def test_the_annotations_are_not_changed(tmp_path):
    """Kinds of evaluation follow each other on one object."""
    rng = np.random.default_rng(0)
    truth, path = annotations(rng, WHOLE_BODY), tmp_path / 'truth.json'
    path.write_text(json.dumps(truth))
    coco = OURS.coco.COCO(str(path))
    before = copy.deepcopy(coco.dataset)
    found = coco.loadRes(results(rng, truth, WHOLE_BODY, noise=1.0))
    for part in PARTS:
        count = {'wholebody': 133, 'body': 17}.get(part) or WHOLE_BODY[f'{part}_kpts']
        evaluation = OURS.cocoeval.COCOeval(
            coco, found, f'keypoints_{part}', np.full(count, 0.05)
        )
        evaluation.evaluate()
    assert coco.dataset == before


def test_a_result_on_another_image_is_refused(tmp_path):
    path = tmp_path / 'truth.json'
    path.write_text(json.dumps(annotations(np.random.default_rng(0), BODY)))
    result = dict(image_id=99, category_id=1, keypoints=[0.0] * 51, score=1.0)
    with pytest.raises(AssertionError, match='do not correspond'):
        OURS.coco.COCO(str(path)).loadRes([result])
    path.write_text('[]')
    with pytest.raises(AssertionError, match=r'truth\.json holds a list'):
        OURS.coco.COCO(str(path))


def test_masks_are_encoded_and_decoded():
    square = [[1.0, 1.0, 5.0, 1.0, 5.0, 4.0, 1.0, 4.0]]
    for package in {REAL, OURS}:
        mask = package.mask.decode(
            package.mask.merge(package.mask.frPyObjects(square, 6, 8))
        )
        assert mask.shape == (6, 8) and mask.sum() == 4 * 3
