"""AP of predictions with known errors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from mmpose.datasets.datasets.utils import parse_pose_metainfo

import poseur  # noqa: F401
from poseur.detection.evaluation import CocoPersonMetric
from poseur.evaluation import validate_coco_results
from tests.helpers.drawn_people import METAINFO, draw, person, write_images

POINTS = np.array([[30, 14], [18, 26], [43, 35]])
BOX = [10, 5, 40, 38]
META = parse_pose_metainfo(METAINFO)
UNLABELED = dict(keypoints=[0] * 9, num_keypoints=0)


def found(people: list[tuple], img_id: int = 1) -> dict:
    """Return a detector's data sample for predictions in COCO's conventions.

    Args:
        people: Keypoints (pixel indices), box (x, y, width, height), box score and
            score of all keypoints.
        img_id: Id of the image.
    """
    boxes = torch.tensor([box for _, box, _, _ in people]).float().reshape(-1, 4)
    points = np.array([points for points, _, _, _ in people], float).reshape(-1, 3, 2)
    scores = torch.tensor([score for *_, score in people]).float()
    instances = dict(
        bboxes=torch.cat([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], dim=1),
        scores=torch.tensor([score for _, _, score, _ in people]).float(),
        labels=torch.zeros(len(people), dtype=torch.long),
        keypoints=torch.tensor(points + 0.5).float(),
        keypoint_scores=scores[:, None].repeat(1, 3),
    )
    return dict(img_id=img_id, img_path=f'{img_id}.png', pred_instances=instances)


def metric_of(root: Path, *people: list[dict], **options: object) -> CocoPersonMetric:
    """Return the metric for one image per list of annotations."""
    write_images(root, [draw(POINTS, 64, 48)] * len(people), list(people))
    metric = CocoPersonMetric(ann_file=str(root / 'people.json'), **options)
    metric.dataset_meta = META
    return metric


def evaluate(metric: CocoPersonMetric, *samples: dict) -> dict[str, float]:
    for sample in samples:
        metric.process(None, [sample])
    scores = metric.evaluate(len(samples))
    return {key.removeprefix('coco/'): value for key, value in scores.items()}


def moved(oks: float) -> np.ndarray:
    """Return the annotated points, moved so that their OKS has the given value."""
    area, sigma = BOX[2] * BOX[3], METAINFO['sigmas'][0]
    distance = np.sqrt(-np.log(oks) * 2 * area * (2 * sigma) ** 2)
    return POINTS + [0, distance]


def test_perfect_predictions(tmp_path: Path) -> None:
    metric = metric_of(tmp_path, [person(POINTS, BOX)], [person(POINTS, BOX)], [])
    perfect = (POINTS, BOX, 0.9, 0.8)
    scores = evaluate(metric, found([perfect]), found([perfect], 2), found([], 3))
    assert scores['keypoints_AP'] == scores['bbox_AP'] == pytest.approx(1)
    assert scores['keypoints_AR'] == scores['bbox_AR'] == pytest.approx(1)
    assert {'keypoints_AP .5', 'keypoints_AP (M)', 'bbox_AP .75'} <= scores.keys()


def test_known_errors(tmp_path: Path) -> None:
    """Five of ten thresholds lie below 0.72, three below 0.62."""
    metric = metric_of(tmp_path, [person(POINTS, BOX)])
    narrow = [BOX[0], BOX[1], BOX[2] * 0.62, BOX[3]]
    scores = evaluate(metric, found([(moved(0.72), narrow, 0.9, 0.8)]))
    assert scores['keypoints_AP'] == pytest.approx(0.5)
    assert scores['bbox_AP'] == pytest.approx(0.3)
    assert scores['keypoints_AP .5'] == pytest.approx(1)
    assert scores['keypoints_AP .75'] == 0


def test_a_person_without_keypoints_and_a_crowd_count_for_boxes_alone(
    tmp_path: Path,
) -> None:
    other = [2, 2, 12, 40]
    people = [person(POINTS, BOX), person(POINTS, other, **UNLABELED)]
    people.append(person(POINTS, [0, 0, 64, 48], iscrowd=1, **UNLABELED))
    scores = evaluate(
        metric_of(tmp_path, people),
        found([(POINTS, BOX, 0.5, 0.5), ([[1, 1]] * 3, [50, 0, 14, 9], 0.9, 0.9)]),
    )
    assert scores['keypoints_AP'] == pytest.approx(1)
    assert scores['bbox_AP'] == pytest.approx(51 / 101), 'one of two people is found'


@pytest.mark.parametrize(
    ('options', 'expected'),
    [(dict(), 1.0), (dict(score_mode='bbox'), 0.5)],
)
def test_people_are_ranked_by_box_and_keypoints(
    tmp_path: Path, options: dict, expected: float
) -> None:
    metric = metric_of(tmp_path, [person(POINTS, BOX)], **options)
    scores = evaluate(
        metric,
        found([(POINTS, BOX, 0.6, 0.9), (POINTS + 30, [0, 0, 9, 9], 0.8, 0.1)]),
    )
    assert scores['keypoints_AP'] == pytest.approx(expected)
    assert scores['bbox_AP'] == pytest.approx(0.5), 'boxes have their own order'


def test_suppression_of_similar_people_is_an_option(tmp_path: Path) -> None:
    people = [person(POINTS, BOX), person(POINTS - 8, [0, 0, 40, 38])]
    predictions = [(POINTS, BOX, 0.9, 0.9), (POINTS + 0.1, BOX, 0.8, 0.9)]
    predictions.append((POINTS - 8, [0, 0, 40, 38], 0.5, 0.9))
    scores = [
        evaluate(metric_of(tmp_path, people, nms_mode=mode), found(predictions))
        for mode in ('none', 'oks_nms')
    ]
    assert scores[0]['keypoints_AP'] == pytest.approx((51 + 50 * 2 / 3) / 101, 1e-3)
    assert scores[1]['keypoints_AP'] == pytest.approx(1)
    assert scores[0]['bbox_AP'] == scores[1]['bbox_AP'] < 0.9


def test_a_model_that_finds_nobody(tmp_path: Path) -> None:
    scores = evaluate(metric_of(tmp_path, [person(POINTS, BOX)]), found([]))
    assert scores['keypoints_AP'] == scores['bbox_AP'] == 0


def test_files_for_the_server(tmp_path: Path) -> None:
    prefix = str(tmp_path / 'results')
    options = dict(format_only=True, outfile_prefix=prefix)
    metric = metric_of(tmp_path / 'data', [person(POINTS, BOX)], **options)
    assert evaluate(metric, found([(POINTS, BOX, 0.5, 0.25)])) == {}
    assert validate_coco_results(f'{prefix}.keypoints.json', num_keypoints=3) == 1
    (entry,) = json.loads(Path(f'{prefix}.keypoints.json').read_text())
    expected = [value for x, y in POINTS for value in (x, y, 0.25)]
    np.testing.assert_allclose(entry['keypoints'], expected, atol=1e-6)
    assert entry['score'] == pytest.approx(0.5 * 0.25)
    (box,) = json.loads(Path(f'{prefix}.bbox.json').read_text())
    assert box == dict(image_id=1, category_id=1, bbox=BOX, score=0.5)


def test_wrong_predictions_are_named(tmp_path: Path) -> None:
    metric = metric_of(tmp_path, [person(POINTS, BOX)])
    sample = found([(POINTS, BOX, 0.5, 0.25)])
    sample['pred_instances']['labels'] += 2
    with pytest.raises(ValueError, match=r'1.png.*classes \[2\].*num_classes=1'):
        metric.process(None, [sample])
    sample = found([(POINTS, BOX, 0.5, 0.25)])
    for key in ('keypoints', 'keypoint_scores'):
        sample['pred_instances'][key] = sample['pred_instances'][key][:, :2]
    with pytest.raises(ValueError, match='predicts 2 keypoints, the metainfo.*3'):
        metric.process(None, [sample])
    with pytest.raises(ValueError, match='people.json.*has 3 keypoints, the meta.*17'):
        metric.dataset_meta = META | dict(num_keypoints=17)


def test_annotations_of_something_else_are_refused(tmp_path: Path) -> None:
    metric_of(tmp_path, [person(POINTS, BOX)])
    file = tmp_path / 'people.json'
    file.write_text(file.read_text().replace('"person"', '"car"'))
    with pytest.raises(ValueError, match="no category 'person'"):
        CocoPersonMetric(ann_file=str(file))
