"""What may be saved and resumed, and what a resumed run says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from poseur.checkpoints import CheckpointError, load_file
from poseur.checkpoints.errors import NonFiniteCheckpointError
from poseur.engine.folder_lock import FolderBusyError
from tests.helpers.toy_run import losses_of, toy_runner

EMA = {'default_hooks.ema': dict(type='EMAHook', momentum=0.1)}
SLEEPER = """
import sys, time
from pathlib import Path
from poseur.engine.folder_lock import folder_lock
with folder_lock(Path(sys.argv[1]), wait=False):
    print('locked', flush=True)
    time.sleep(60)
"""


def _spoil(runner, entry: str) -> None:
    """Put a NaN into a value of one kind, as a NaN gradient does."""
    if entry == 'state_dict':
        runner.model.first.weight.data[0, 0] = torch.nan
    elif entry == 'optimizer':
        state = runner.optim_wrapper.optimizer.state
        state[runner.model.first.weight]['exp_avg'][0, 0] = torch.nan
    else:
        hook = next(each for each in runner.hooks if hasattr(each, 'ema_model'))
        hook.ema_model.module.first.weight.data[0, 0] = torch.inf


@pytest.mark.parametrize('entry', ['state_dict', 'optimizer', 'ema_state_dict'])
def test_weights_that_are_not_finite_are_never_saved(
    tmp_path: Path, entry: str
) -> None:
    runner = toy_runner(tmp_path, **EMA, **{'train_cfg.max_epochs': 1})
    runner.train()
    before = (tmp_path / 'epoch_1.pth').read_bytes()
    _spoil(runner, entry)
    with pytest.raises(NonFiniteCheckpointError, match='iteration 3.*weight|exp_avg'):
        runner.save_checkpoint(str(tmp_path), 'epoch_1.pth')
    assert (tmp_path / 'epoch_1.pth').read_bytes() == before


@pytest.fixture
def spoiled_dir(trained_dir: Path, tmp_path: Path) -> Path:
    """A run whose last checkpoint holds a NaN, as those of version 0.2 could."""
    for epoch in (3, 4):
        checkpoint = load_file(str(trained_dir / f'epoch_{epoch}.pth'))
        if epoch == 4:
            checkpoint['state_dict']['first.weight'][0, 0] = torch.nan
        torch.save(checkpoint, tmp_path / f'epoch_{epoch}.pth')
    return tmp_path


def test_automatic_resume_passes_over_weights_that_are_not_finite(
    spoiled_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    runner = toy_runner(spoiled_dir, resume='auto', log_level='WARNING')
    runner.logger.addHandler(caplog.handler)
    runner.train()
    assert len(losses_of(runner)) == 3
    assert 'epoch_4.pth holds NaN or infinity in first.weight' in caplog.text


def test_a_given_checkpoint_that_is_not_finite_is_refused(spoiled_dir: Path) -> None:
    path = str(spoiled_dir / 'epoch_4.pth')
    with pytest.raises(CheckpointError, match='epoch_4.pth holds NaN'):
        toy_runner(spoiled_dir, resume=True, load_from=path).train()


def test_load_from_survives_the_first_automatic_resume(
    trained_dir: Path, tmp_path: Path
) -> None:
    weights = str(trained_dir / 'epoch_4.pth')
    still = {'optim_wrapper.optimizer.lr': 0.0, 'train_cfg.max_epochs': 1}
    runner = toy_runner(tmp_path, resume='auto', load_from=weights, **still)
    runner.train()
    expected = load_file(weights)['state_dict']['first.weight']
    assert torch.equal(runner.model.first.weight, expected)
    assert len(losses_of(runner)) == 3  # a new run
    again = toy_runner(
        tmp_path, resume='auto', load_from=weights, **{'train_cfg.max_epochs': 2}
    )
    again.train()
    assert len(losses_of(again)) == 3  # of the second epoch


def test_settings_that_stay_are_named_once(
    trained_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    changes = {
        'optim_wrapper.optimizer': dict(lr=0.5, weight_decay=0.3),
        'param_scheduler': [dict(type='MultiStepLR', milestones=[5], gamma=0.5)],
        'train_cfg.max_epochs': 6,
        'val_evaluator.values': [0.1] * 3,
    }
    runner = toy_runner(
        tmp_path,
        resume=True,
        load_from=str(trained_dir / 'epoch_4.pth'),
        log_level='WARNING',
        **changes,
    )
    runner.logger.addHandler(caplog.handler)
    runner.train()
    (text,) = (r.getMessage() for r in caplog.records if 'which stay' in r.getMessage())
    for part in (
        'optimizer.lr 0.01 (config: 0.5)',
        'optimizer.weight_decay 0.01 (config: 0.3)',
        'param_scheduler[0].end 4 (config: 6)',
        'param_scheduler[0].gamma 0.1 (config: 0.5)',
        'param_scheduler[0].milestones [2] (config: [5])',
    ):
        assert part in text
    assert 'max_epochs is 6 now, and was 4' in caplog.text
    assert len(losses_of(runner)) == 6
    assert runner.optim_wrapper.get_lr()['lr'] == [pytest.approx(0.001)]


def test_nothing_is_said_of_equal_settings(
    trained_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = str(trained_dir / 'epoch_3.pth')
    runner = toy_runner(tmp_path, resume=True, load_from=path, log_level='WARNING')
    runner.logger.addHandler(caplog.handler)
    runner.train()
    assert len(losses_of(runner)) == 3
    warnings = [r.getMessage() for r in caplog.records if r.levelname == 'WARNING']
    assert not [text for text in warnings if 'epoch_3.pth' in text or 'meta' in text]


def test_a_second_training_in_a_folder_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, '-c', SLEEPER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == 'locked\n'
        with pytest.raises(FolderBusyError, match=f'in use by process {other.pid} on'):
            toy_runner(tmp_path).train()
        toy_runner(tmp_path).test()  # only reads the folder
        other.kill()
    runner = toy_runner(tmp_path, **{'train_cfg.max_epochs': 1})
    runner.train()
    assert len(losses_of(runner)) == 3
