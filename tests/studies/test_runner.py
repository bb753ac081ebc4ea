"""Runs of stand-in commands that fail, end early or are already finished."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mmengine.config import Config

from poseur.engine.folder_lock import FolderBusyError, folder_lock
from poseur.studies import (
    RunFailedError,
    StudyError,
    settings_digest,
)

WITHOUT_CHECKPOINT = 'print("trained")'
TRAIN = """
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
    run, runner = make_run('here'), make_runner('here', train=TRAIN)
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


def test_variables_of_config_files_are_no_settings():
    first, second = dict(lr=1.0, pack=dict(type='A')), dict(lr=1.0, crop=3)
    assert settings_digest(Config(first)) == settings_digest(Config(second))
    assert settings_digest(Config(first)) != settings_digest(Config(dict(lr=2.0)))


def test_drawing_and_logging_are_no_settings():
    first = dict(lr=1.0, visualizer=dict(type='A'), log_level='INFO')
    second = dict(lr=1.0, visualizer=dict(type='B'), log_processor=dict(window_size=9))
    assert settings_digest(Config(first)) == settings_digest(Config(second))


def test_a_run_that_another_process_does_is_busy(make_run, make_runner):
    run, runner = make_run('here'), make_runner('here')
    with (
        folder_lock(runner.folder_of(run), wait=False),
        pytest.raises(FolderBusyError, match='deep_seed1'),
    ):
        runner.execute(run, wait=False)


@pytest.fixture
def proposals(make_run):
    """A further test of a run's checkpoint."""
    trained = make_run('here')
    changes = {'+num_layers': 0}
    return make_run(
        'here', name='deep, proposals', overrides=changes, trained_by=trained
    )


def test_a_test_waits_for_its_training(proposals, make_runner):
    runner = make_runner('here', train=TRAIN)
    with pytest.raises(RunFailedError, match="'deep' with seed 1 is not finished"):
        runner.execute(proposals, wait=False)
    folder = runner.folder_of(proposals.trained_by)
    with (
        folder_lock(folder, wait=False),
        pytest.raises(FolderBusyError, match='deep_seed1'),
    ):
        runner.execute(proposals, wait=False)


def test_a_test_takes_the_checkpoint_of_its_training(
    proposals, make_runner, make_record
):
    test = 'import sys; print("tested", *sys.argv[1:3]); exit(4)'
    runner = make_runner('here', train=TRAIN, test=test)
    runner.import_record(proposals.trained_by, make_record('deep', 0.5, seed=1))
    with pytest.raises(RunFailedError, match='left no checkpoint in .*imported runs'):
        runner.execute(proposals, wait=False)
    trained, tested = map(runner.folder_of, (proposals.trained_by, proposals))
    assert tested.parent == trained
    (trained / 'training').mkdir()
    (trained / 'training/epoch_1.pth').touch()
    (trained / 'training/last_checkpoint').write_text('epoch_1.pth')
    with pytest.raises(RunFailedError, match='status 4') as raised:
        runner.execute(proposals, wait=False)
    words = f'tested {tested / "config.py"} {trained / "training/epoch_1.pth"}'
    assert words in str(raised.value)


def test_a_test_of_a_changed_training_is_refused(proposals, make_runner, make_record):
    runner = make_runner('here')
    runner.import_record(proposals, make_record('deep, proposals', 0.5, seed=1))
    changed = replace(proposals.trained_by, overrides={'lr': 3e-3})
    with pytest.raises(StudyError, match='other settings than run .deep, proposals.'):
        runner.execute(replace(proposals, trained_by=changed), wait=False)
