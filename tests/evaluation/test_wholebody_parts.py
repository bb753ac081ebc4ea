from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from mmengine.logging import MMLogger
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from poseur.evaluation import CocoWholeBodyPartMetric
from tests.helpers.tiny_coco import COCO
from tests.helpers.tiny_wholebody import PARTS, wholebody

META = parse_pose_metainfo(dict(from_file='configs/_base_/datasets/coco_wholebody.py'))
SLICES = dict(
    body=slice(0, 17),
    foot=slice(17, 23),
    face=slice(23, 91),
    lefthand=slice(91, 112),
    righthand=slice(112, 133),
)


def predictions(content: dict) -> list[dict]:
    """Return samples that predict the annotations."""
    samples = []
    for person in content['annotations']:
        values = [value for name in PARTS for value in person[name]]
        keypoints = np.reshape(values, (1, 133, 3))[..., :2].astype(float)
        samples.append(
            dict(
                id=person['id'],
                img_id=person['image_id'],
                gt_instances=dict(
                    bbox_scores=np.ones(1), bbox_scales=np.array([[50.0, 60.0]])
                ),
                pred_instances=dict(
                    keypoints=keypoints, keypoint_scores=np.full((1, 133), 0.9)
                ),
            )
        )
    return samples


def evaluate(
    root: Path, content: dict, samples: list[dict], **settings: object
) -> dict[str, float]:
    (root / 'whole.json').write_text(json.dumps(content))
    metric = CocoWholeBodyPartMetric(
        ann_file=str(root / 'whole.json'),
        score_mode='bbox_rle',
        nms_thr=0.9,
        **settings,
    )
    metric.dataset_meta = META
    metric.process(None, samples)
    scores = metric.evaluate(len(samples))
    return {key.removeprefix('coco-wholebody/'): v for key, v in scores.items()}


@pytest.mark.parametrize('spoiled', SLICES)
def test_errors_of_a_part_lower_its_scores_only(tmp_path: Path, spoiled: str) -> None:
    content = wholebody()
    samples = predictions(content)
    for sample in samples:
        sample['pred_instances']['keypoints'][:, SLICES[spoiled]] += 500
    scores = evaluate(tmp_path, content, samples)
    assert list(scores)[0] == 'AP'  # chooses the best checkpoint
    for part in SLICES:
        expected = 0 if part == spoiled else 1
        assert scores[f'{part} AP'] == scores[f'{part} AR'] == expected
    size = SLICES[spoiled].stop - SLICES[spoiled].start
    passed = 1 - size / 133 >= np.arange(0.5, 1, 0.05)  # OKS thresholds
    assert scores['AP'] == pytest.approx(passed.mean())


def test_half_of_the_people(tmp_path: Path) -> None:
    content = wholebody()
    samples = predictions(content)
    samples[0]['pred_instances']['keypoints'] += 500
    scores = evaluate(tmp_path, content, samples)
    assert scores['AR'] == scores['face AR'] == 0.5


@pytest.mark.parametrize('use_area', [True, False])
def test_the_area_of_the_file_or_of_the_keypoints(
    tmp_path: Path, use_area: bool
) -> None:
    """Errors of two pixels are small for the areas given, if these are used."""
    content = wholebody()
    samples = predictions(content)
    for sample, person in zip(samples, content['annotations'], strict=True):
        person['area'] = 1e6
        sample['pred_instances']['keypoints'] += 2
    scores = evaluate(tmp_path, content, samples, use_area=use_area)
    assert (scores['face AP'] == 1) == use_area
    assert (scores['AP'] == 1) == use_area


def test_a_part_without_labels_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = wholebody()
    samples = predictions(content)
    for person in content['annotations']:
        person['foot_kpts'] = [0] * 18
    logger = MMLogger.get_current_instance()
    logger.addHandler(caplog.handler)
    scores = evaluate(tmp_path, content, samples)
    logger.removeHandler(caplog.handler)
    assert 'foot AP' not in scores and scores['AP'] == scores['body AP'] == 1
    rows = {
        line.split()[0]: line.split()[1:] for line in caplog.text.splitlines() if line
    }
    assert rows['foot'] == ['-'] * 4
    assert rows['wholebody'] == ['1.0000'] * 4
    assert rows['part'][0] == 'AP'


def test_annotations_of_coco_are_refused(tmp_path: Path) -> None:
    path = tmp_path / 'people.json'
    path.write_text(json.dumps(COCO))
    with pytest.raises(ValueError, match='people.json.*annotation 7 has no foot_kp'):
        CocoWholeBodyPartMetric(ann_file=str(path))
