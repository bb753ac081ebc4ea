"""All runs of a study, some of which fail or are already finished."""

from __future__ import annotations

from poseur.studies import Study, execute_all


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
