"""The records of published studies belong to the configs of today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poseur.studies import load_study

REPO_ROOT = Path(__file__).resolve().parents[2]
STUDIES = sorted((REPO_ROOT / 'docs/studies').glob('*/records.json'))


@pytest.mark.parametrize('path', STUDIES, ids=lambda path: path.parent.name)
def test_settings_are_those_of_the_study(path: Path) -> None:
    study = load_study(REPO_ROOT / f'configs/studies/{path.parent.name}.py')
    settings = {(run.name, run.seed): run.digest for run in study.runs}
    records = json.loads(path.read_text(encoding='utf-8'))
    assert records
    for record in records:
        place = record['name'], record['seed']
        assert settings.get(place) == record['settings'], place
