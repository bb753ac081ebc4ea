"""Runs of stand-in commands that fail, end early or are already finished."""

from __future__ import annotations

import pytest

from poseur.studies import (
    RunBusyError,
    RunFailedError,
    Study,
    StudyError,
    execute_all,
    run_lock,
)

WITHOUT_CHECKPOINT = 'print("trained")'
HALF = """
import pathlib, sys
folder = pathlib.Path(sys.argv[3])
folder.mkdir(parents=True)
(folder / 'epoch_1.pth').touch()
(folder / 'last_checkpoint').write_text('epoch_1.pth')
"""


def test_a_failed_training_shows_its_end_and_where_the_rest_is(make_run, make_runner):
    runner = make_runner('here', train='print("no data"); exit(3)')
    with pytest.raises(RunFailedError, match=r'status 3; .*output.log:\nno data'):
        runner.execute(make_run('here'), wait=False)


def test_a_training_without_checkpoint_is_not_tested(make_run, make_runner):
    runner = make_runner('here', train=WITHOUT_CHECKPOINT)
    with pytest.raises(RunFailedError, match='left no checkpoint in .*training'):
        runner.execute(make_run('here'), wait=False)


def test_a_failed_test_leaves_no_record(make_run, make_runner):
    run, runner = make_run('here'), make_runner('here', train=HALF)
    with pytest.raises(RunFailedError, match='status 4'):
        runner.execute(run, wait=False)
    assert runner.record_of(run) is None


def test_a_run_with_other_settings_is_refused(make_run, make_runner, make_record):
    run, runner = make_run('here'), make_runner('here')
    runner.import_record(run, make_record('deep', 0.5, seed=1))
    changed = make_run('here', overrides={'lr': 3e-3})
    with pytest.raises(StudyError, match='other settings than run .deep. has now'):
        runner.execute(changed, wait=False)


def test_moved_data_are_no_other_settings(make_run, make_runner, make_record):
    runner = make_runner('here')
    runner.import_record(
        make_run('here', '/disk1/lsp'), make_record('deep', 0.5, seed=1)
    )
    assert runner.record_of(make_run('here', '/disk2/data')).metrics['coco/AP'] == 0.5


def test_a_run_that_another_process_does_is_busy(make_run, make_runner):
    run, runner = make_run('here'), make_runner('here')
    runner.folder_of(run).mkdir(parents=True)
    with (
        run_lock(runner.folder_of(run) / '.lock', wait=False),
        pytest.raises(RunBusyError, match='deep_seed1'),
    ):
        runner.execute(run, wait=False)


def test_failures_do_not_keep_other_runs_from_running(
    make_run, make_runner, make_record, capsys
):
    runs = tuple(make_run('here', name=name) for name in ('bad', 'changed', 'done'))
    runner = make_runner('here')
    runner.import_record(
        make_run('here', name='changed', overrides={}), make_record('a', 1.0)
    )
    runner.import_record(runs[2], make_record('done', 0.5))
    failures = execute_all(runner, Study('How deep?', 'coco/AP', runs), runs)
    assert [failure.split(':')[0] for failure in failures] == [
        'bad_seed1',
        'changed_seed1',
    ]
    printed = capsys.readouterr().out
    assert 'done_seed1: 0.5' in printed
    assert all(failure in printed for failure in failures)
