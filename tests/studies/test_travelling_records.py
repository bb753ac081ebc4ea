import json
from pathlib import Path

import pytest

from poseur.studies import (
    StudyError,
    StudyRun,
    StudyRunner,
    adopt_records,
    export_records,
)

CONFIG = "data_root = '{}'\nimages = f'{{data_root}}/images'\nlr = 1e-3\n"


def machine(folder: Path, data: str) -> tuple[StudyRunner, StudyRun]:
    """A machine with its data in a place of its own, and a study's run there."""
    folder.mkdir()
    (folder / 'model.py').write_text(CONFIG.format(data))
    runner = StudyRunner(folder / 'runs', 'coco/AP', ['false'], ['false'])
    return runner, StudyRun('deep', folder / 'model.py', {'lr': 1e-2}, 1)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """What a machine exported that has finished its run with an AP of 0.5."""
    runner, run = machine(tmp_path / 'first', '/data')
    runner.keep_record(run, dict(name='deep', seed=1, metrics={'coco/AP': 0.5}))
    export_records(runner, [run], tmp_path / 'records.json')
    return tmp_path / 'records.json'


def test_a_finished_run_is_not_repeated_elsewhere(tmp_path, records):
    runner, run = machine(tmp_path / 'second', '/elsewhere/data')
    assert runner.record_of(run) is None
    assert adopt_records(runner, [run], records) == 1
    # both commands of the runner fail, so that this trains nothing
    assert runner.execute(run, wait=False)['metrics'] == {'coco/AP': 0.5}
    assert adopt_records(runner, [run], records) == 0
    assert runner.predictions_of([run]) == {}


def test_own_records_stay(tmp_path, records):
    runner, run = machine(tmp_path / 'second', '/data')
    runner.keep_record(run, dict(name='deep', seed=1, metrics={'coco/AP': 0.7}))
    assert adopt_records(runner, [run], records) == 0
    assert runner.record_of(run)['metrics'] == {'coco/AP': 0.7}


def test_other_seeds_and_names_are_trained(tmp_path, records):
    runner, run = machine(tmp_path / 'second', '/data')
    others = [
        StudyRun('deep', run.config, run.overrides, seed=2),
        StudyRun('flat', run.config, run.overrides, seed=1),
    ]
    assert adopt_records(runner, others, records) == 0


def test_other_settings_are_refused(tmp_path, records):
    runner, run = machine(tmp_path / 'second', '/data')
    changed = StudyRun('deep', run.config, {'lr': 3e-3}, seed=1)
    with pytest.raises(StudyError, match="'deep' with seed 1, made with other settin"):
        adopt_records(runner, [changed], records)
    assert runner.record_of(changed) is None


@pytest.mark.parametrize('text', ['not JSON', '[{"seed": 1}]', '3'])
def test_a_file_without_records_is_named(tmp_path, text):
    runner, run = machine(tmp_path / 'second', '/data')
    (tmp_path / 'wrong.json').write_text(text)
    with pytest.raises(StudyError, match='wrong.json holds no records'):
        adopt_records(runner, [run], tmp_path / 'wrong.json')


def test_the_published_records_fit_the_studies(repo_root: Path) -> None:
    """Nobody changed a config without training its published runs again."""
    from poseur.studies import load_study

    files = sorted((repo_root / 'docs/studies').glob('*/records.json'))
    assert files
    for path in files:
        study = load_study(path.parent.with_suffix('.py'))
        digests = {(run.name, run.seed): run.digest for run in study.runs}
        for record in json.loads(path.read_text()):
            assert record['settings'] == digests[record['name'], record['seed']]
