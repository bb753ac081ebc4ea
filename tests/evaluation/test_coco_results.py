from __future__ import annotations

import json
from pathlib import Path

import pytest

from poseur.evaluation import validate_coco_results


def _entry(**changes) -> dict:
    entry = dict(
        image_id=785, category_id=1, keypoints=[10.5, 20.0, 0.9] * 17, score=0.8
    )
    return {**entry, **changes}


def _write(path: Path, content: object) -> str:
    path.write_text(json.dumps(content))
    return str(path)


def test_good_file(tmp_path: Path) -> None:
    entries = [_entry(), _entry(score=1, bbox=[0, 0, 5, 5])]
    assert validate_coco_results(_write(tmp_path / 'r.json', entries)) == 2


def test_other_keypoint_counts(tmp_path: Path) -> None:
    path = _write(tmp_path / 'r.json', [_entry(keypoints=[1.0] * 39)])
    assert validate_coco_results(path, num_keypoints=13) == 1


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(image_id='785'), "image_id '785'"),
        (dict(image_id=True), 'image_id True'),
        (dict(image_id=785.0), 'image_id 785.0'),
        (dict(category_id=2), 'category_id 2'),
        (dict(keypoints=[1.0] * 50), '51 numbers in keypoints .17 x, y, score.*50'),
        (dict(keypoints=None), 'no list'),
        (dict(keypoints=[1.0] * 50 + [float('nan')]), 'nan where a finite number'),
        (dict(keypoints=[1.0] * 50 + ['7']), "'7' where a finite number"),
        (dict(keypoints=[1.0] * 50 + [None]), 'None where a finite number'),
        (dict(score=float('inf')), 'inf where a finite number'),
        (dict(score=False), 'False where a finite number'),
    ],
)
def test_first_bad_entry_is_named(tmp_path: Path, changes: dict, problem: str) -> None:
    entries = [_entry(), _entry(**changes), _entry(category_id=5)]
    path = _write(tmp_path / 'bad.json', entries)
    with pytest.raises(ValueError, match=f'bad.json: entry 1 .*{problem}'):
        validate_coco_results(path)


@pytest.mark.parametrize('key', ['image_id', 'category_id', 'keypoints', 'score'])
def test_absent_keys(tmp_path: Path, key: str) -> None:
    entry = _entry()
    del entry[key]
    with pytest.raises(ValueError, match=f'entry 0 lacks {key}'):
        validate_coco_results(_write(tmp_path / 'r.json', [entry]))


@pytest.mark.parametrize('content', [[], {}, {'annotations': []}, 3])
def test_not_a_list_of_results(tmp_path: Path, content: object) -> None:
    with pytest.raises(ValueError, match='non-empty list'):
        validate_coco_results(_write(tmp_path / 'r.json', content))


def test_not_json(tmp_path: Path) -> None:
    (tmp_path / 'r.json').write_text('[{"image_id": 1')
    with pytest.raises(ValueError, match='r.json is not JSON'):
        validate_coco_results(str(tmp_path / 'r.json'))
