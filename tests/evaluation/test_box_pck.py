"""PCK relative to the box, and metrics of some of the objects."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from mmpose.evaluation.metrics import PCKAccuracy

from poseur.evaluation import BoxPCK, CheckedCocoMetric
from poseur.structures.annotations import AnnotationError
from tests.helpers.made_coco import made_coco

SPECIES = ('horse', 'cow', 'cow')


def samples(rng: np.random.Generator, spread: float = 1.0) -> list[dict]:
    """Return predictions for the animals of :func:`write_file`; the last is perfect."""
    found = []
    for index, entry in enumerate(made_coco(3)['annotations']):
        keypoints = np.reshape(entry['keypoints'], (1, -1, 3)).astype(float)
        x, y, width, height = entry['bbox']
        noise = rng.normal(0, spread, (1, 3, 2)) * (index < 2)
        found.append(
            dict(
                id=entry['id'],
                img_id=entry['image_id'],
                raw_ann_info=dict(entry, species=SPECIES[index]),
                gt_instances=dict(
                    keypoints=keypoints[..., :2],
                    keypoints_visible=keypoints[..., 2].clip(0, 1),
                    bboxes=np.array([[x, y, x + width, y + height]]),
                    bbox_scales=np.array([[width, height]]),
                    bbox_scores=np.ones(1),
                ),
                pred_instances=dict(
                    keypoints=keypoints[..., :2] + noise,
                    keypoint_scores=np.ones((1, 3)),
                ),
            )
        )
    return found


def score(metric, found: list[dict]) -> dict[str, float]:
    metric.process(None, found)
    return metric.evaluate(len(found))


def test_the_same_as_mmpose() -> None:
    found = samples(np.random.default_rng(0), 2.0)
    own = score(BoxPCK(), found)
    for share in (0.05, 0.1):
        expected = score(PCKAccuracy(share, 'bbox', prefix='p'), found)['p/PCK']
        assert own[f'box/PCK@{share}'] == pytest.approx(100 * expected)
    assert 33.4 < own['box/PCK@0.05'] < own['box/PCK@0.1'] < 100


def test_limits_and_labels() -> None:
    """The box is 30.5 high: 0.1 of it is 3.05 pixels. Unlabeled ones do not count."""
    found = samples(np.random.default_rng(0), 0.0)
    found[0]['pred_instances']['keypoints'][0] += [[3.0, 0], [3.1, 0], [90, 0]]
    found[0]['gt_instances']['keypoints_visible'][0, 2] = 0
    scores = score(BoxPCK(shares=(0.1,)), found)
    assert scores == {'box/PCK@0.1': pytest.approx(100 * 7 / 8)}
    counts, scored = BoxPCK(shares=(0.1,)).count(found[::-1])
    assert counts['box/PCK@0.1'].tolist() == [1, 3, 3]
    assert scored.tolist() == [2, 3, 3]


def test_some_of_the_animals() -> None:
    found = samples(np.random.default_rng(0), 90.0)
    cows = score(BoxPCK(only=dict(species='cow'), prefix='cow'), found)
    assert cows['cow/PCK@0.1'] == pytest.approx(50)
    assert score(BoxPCK(only=dict(species='horse')), found)['box/PCK@0.1'] == 0
    with pytest.raises(ValueError, match="no labeled keypoint.*species='goat'"):
        score(BoxPCK(only=dict(species='goat')), found)
    with pytest.raises(ValueError, match='needs the annotation of each sample'):
        score(BoxPCK(only=dict(species='cow')), [{**found[0], 'raw_ann_info': None}])
    with pytest.raises(ValueError, match='give positive numbers'):
        BoxPCK(shares=(0.0,))


@pytest.fixture
def ann_file(tmp_path: Path) -> str:
    content = made_coco(3)
    for entry, species in zip(content['annotations'], SPECIES, strict=True):
        entry['species'] = species
    path = tmp_path / 'animals.json'
    path.write_text(json.dumps(content))
    return str(path)


def test_average_precision_of_some_of_the_animals(ann_file: str) -> None:
    """The wrong horse and the wrong first cow lower only their own scores."""
    found = samples(np.random.default_rng(0), 90.0)
    scores = {}
    for name in (None, 'horse', 'cow'):
        only = name and dict(species=name)
        metric = CheckedCocoMetric(ann_file, nms_mode='none', only=only)
        metric.dataset_meta = dict(num_keypoints=3, sigmas=np.full(3, 0.05))
        scores[name] = score(metric, found)['coco/AR']
    assert scores == {None: pytest.approx(1 / 3), 'horse': 0, 'cow': 0.5}


def test_values_that_no_annotation_has(ann_file: str) -> None:
    problem = r"no annotation with species='goat'. Values of species are cow, horse"
    with pytest.raises(AnnotationError, match=problem):
        CheckedCocoMetric(ann_file, only=dict(species='goat'))
