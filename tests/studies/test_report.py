"""Reports say what they leave out, and why."""

import json
import pickle
from dataclasses import replace

import pytest
from mmengine.config import Config

from poseur.studies import (
    Study,
    import_records,
    load_study,
    read_records,
    settings_digest,
    write_report,
)
from poseur.studies.report import DATA_KEYS
from tests.helpers.mpii_people import person

STUDY = """
metric = 'mpii/PCKh@0.5'
also = 'mpii/PCKh@0.1'
reference = 'layers'
runs = [
    dict(
        name='layers',
        config={config!r},
        overrides={{'model.head.query_decoder.num_layers': layers}},
        tests={{'proposals': {{'+model.test_cfg.num_layers': 0}}}},
    )
    for layers in (2,)
]
"""


@pytest.fixture
def study(tmp_path, repo_root) -> Study:
    """A study of crops whose data are not here."""
    name = 'configs/lsp/td-reg_poseur-mobilenetv2_1xb8-20e_lsp-64x64.py'
    path = tmp_path / 'layers.py'
    path.write_text(STUDY.format(config=str(repo_root / name)))
    return load_study(path)


@pytest.fixture(autouse=True)
def _no_data(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv('LSP_ROOT', str(tmp_path / 'nowhere'))


def test_what_cannot_be_shown_is_said(study, tmp_path, make_runner, capsys):
    runner = make_runner('here')
    runner.work_dir.mkdir(parents=True)
    median, pictures = write_report(study, runner, tmp_path / 'out')
    assert 'no row for the constant median pose: ' in median
    assert 'mpii_train.json' in median
    assert pictures == 'no predictions.jpg: no run was tested on this machine'
    assert '0 of 2 runs are finished' in capsys.readouterr().out
    assert json.loads((tmp_path / 'out/records.json').read_text()) == []


def test_a_median_pose_without_one_of_the_metrics_has_no_row(
    study, tmp_path, make_runner
):
    runner = make_runner('here')
    cfg = study.runs[0].load_config()
    digest = settings_digest(Config({key: cfg[key] for key in DATA_KEYS if key in cfg}))
    runner.work_dir.mkdir(parents=True)
    cache = runner.work_dir / 'median_pose.json'
    cache.write_text(json.dumps({digest: {'mpii/PCKh@0.5': 8.4}}))
    notes = write_report(study, runner, tmp_path / 'out')
    assert 'no row for the constant median pose: it has no mpii/PCKh@0.1' in notes
    cache.write_text(json.dumps({digest: dict.fromkeys(study.metrics, 8.4)}))
    notes = write_report(study, runner, tmp_path / 'out')
    assert not any('median pose' in note for note in notes)


def test_a_run_without_the_metric_is_kept_but_not_shown(
    study, tmp_path, make_runner, make_record
):
    runner = make_runner('here')
    runner.import_record(study.runs[0], make_record('layers', 0.5))
    left_out, *_ = write_report(study, runner, tmp_path / 'out')
    assert "'layers' measured coco/AP, coco/AR, but not mpii/PCKh@0.5" in left_out
    assert 'There are no results.' in (tmp_path / 'out/results.md').read_text()
    assert ('layers', 0) in read_records(tmp_path / 'out/records.json')


def test_a_run_with_other_settings_is_named(study, tmp_path, make_runner, make_record):
    runner = make_runner('here')
    changed = replace(study.runs[0], overrides={})
    runner.import_record(changed, make_record('layers', 0.5))
    left_out, *_ = write_report(study, runner, tmp_path / 'out')
    assert "other settings than run 'layers' has now" in left_out


def test_intervals_come_from_the_predictions_and_stay_in_the_records(
    study, tmp_path, make_runner, make_record
):
    """The layers find one more of 14 joints of each person than the proposals."""
    runner = make_runner('here')
    for run, errors in zip(study.runs, [(6.0,), (6.0, 6.0)], strict=True):
        score = 100 * (14 - len(errors)) / 14
        metrics = dict.fromkeys(study.metrics, score)
        runner.import_record(run, make_record(run.name, 0.0, metrics=metrics))
        people = [person(number, *errors) for number in range(3)]
        path = runner.folder_of(run) / 'predictions.pkl'
        path.write_bytes(pickle.dumps(people))
    write_report(study, runner, tmp_path / 'out')
    scores = ' | '.join([*['85.71'] * 3, '1', '85.71', *['-7.14 [-7.14, -7.14]'] * 2])
    table = (tmp_path / 'out/results.md').read_text()
    assert f'| layers, proposals | {scores} |' in table
    assert 'Differences are to layers.' in table

    elsewhere = make_runner('elsewhere')
    records = tmp_path / 'out/records.json'
    assert import_records(elsewhere, study.runs, records) == 2
    write_report(study, elsewhere, tmp_path / 'other')
    assert (tmp_path / 'other/results.md').read_text() == table
