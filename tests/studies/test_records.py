"""Records of finished runs, exported and imported on another machine."""

import json
from pathlib import Path

import pytest

from poseur.studies import (
    StudyError,
    export_records,
    import_records,
    load_study,
    read_records,
)


@pytest.fixture
def records(tmp_path, make_run, make_runner, make_record) -> Path:
    """Exported records of a machine that finished one run with an AP of 0.5."""
    run, runner = make_run('first'), make_runner('first')
    runner.import_record(run, make_record('deep', 0.5, seed=1))
    finished = [(run, runner.record_of(run))]
    export_records(finished, tmp_path / 'records.json')
    return tmp_path / 'records.json'


@pytest.mark.parametrize('root', ['/elsewhere/lsp', 'data', '.'])
def test_a_finished_run_is_not_repeated_elsewhere(root, records, make_run, make_runner):
    run, runner = make_run('second', root), make_runner('second')
    assert runner.record_of(run) is None
    assert import_records(runner, [run], records) == 1
    # both commands of the runner fail, so that this trains nothing
    assert runner.execute(run, wait=False).metrics['coco/AP'] == 0.5
    assert import_records(runner, [run], records) == 0
    assert runner.predictions_of([run]) == {}


def test_own_records_stay(records, make_run, make_runner, make_record):
    run, runner = make_run('second'), make_runner('second')
    runner.import_record(run, make_record('deep', 0.7, seed=1))
    assert import_records(runner, [run], records) == 0
    assert runner.record_of(run).metrics['coco/AP'] == 0.7


def test_other_seeds_and_names_are_trained(records, make_run, make_runner):
    others = [make_run('second', seed=2), make_run('second', name='flat')]
    assert import_records(make_runner('second'), others, records) == 0


def test_other_settings_are_refused(records, make_run, make_runner):
    changed, runner = make_run('second', overrides={'lr': 3e-3}), make_runner('second')
    with pytest.raises(StudyError, match="'deep' with seed 1, made with other settin"):
        import_records(runner, [changed], records)
    assert runner.record_of(changed) is None


@pytest.mark.parametrize('text', ['not JSON', '[{"seed": 1}]', '3', '[3]', None])
def test_a_file_without_records_is_named(text, tmp_path, make_run, make_runner):
    path = tmp_path / 'wrong.json'
    if text is not None:
        path.write_text(text)
    with pytest.raises(StudyError, match='wrong.json holds no records'):
        import_records(make_runner('second'), [make_run('second')], path)


def test_records_of_another_machine_are_not_written_over(records):
    with pytest.raises(StudyError, match=r"'deep' with seed 1, .*--records"):
        export_records([], records)
    assert len(read_records(records)) == 1


def test_the_published_records_are_those_of_the_configs(repo_root: Path) -> None:
    files = sorted((repo_root / 'docs/studies').glob('*/records.json'))
    assert files
    for path in files:
        study = load_study(repo_root / f'configs/studies/{path.parent.name}.py')
        digests = {(run.name, run.seed): run.digest for run in study.runs}
        records = read_records(path)
        assert len(records) == len(json.loads(path.read_text()))
        for key, (_, digest) in records.items():
            assert digest == digests[key], key
