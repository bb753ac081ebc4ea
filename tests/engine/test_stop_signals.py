from __future__ import annotations

import os
import signal
import subprocess
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
import torch
from mmengine.hooks import Hook
from mmpose.registry import HOOKS

from poseur.checkpoints import load_file
from poseur.engine.stop_signals import EXIT_CODE, ONE_REQUEST, StopSignals
from tests.helpers.toy_run import losses_of, toy_runner

#: Forks processes from one that has imported the package, and done nothing else.
FRESH = get_context('forkserver')
FRESH.set_forkserver_preload(['tests.helpers.toy_run'])
STEP = 5  # the second of three in the second epoch


@HOOKS.register_module()
class SignalHook(Hook):
    """Sends signals to its own process, and its workers, in one step."""

    def __init__(self, numbers: list[int], pause: float = 0.0) -> None:
        self.numbers, self.pause = numbers, pause

    def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None):
        if runner.iter + 1 != STEP:
            return
        workers = Path(f'/proc/self/task/{os.getpid()}/children').read_text().split()
        for number in self.numbers:  # from another process, as a scheduler
            subprocess.run(['kill', f'-{number}', str(os.getpid()), *workers])
            time.sleep(self.pause)


def _train(work_dir: Path, **changes) -> list[float]:
    runner = toy_runner(work_dir, resume='auto', **changes)
    runner.train()
    return losses_of(runner)


def _exit_code(work_dir: Path, **changes) -> int:
    """Train in a process of its own."""
    process = FRESH.Process(target=_train, args=(work_dir,), kwargs=changes)
    process.start()
    process.join(60)
    return process.exitcode


def _hooks(numbers: list[int], pause: float = 0.0) -> list[dict]:
    sender = dict(type='SignalHook', numbers=numbers, pause=pause)
    return [dict(type='EpochSeedHook'), dict(type='LossRecorder'), sender]


@pytest.mark.parametrize(
    ('number', 'changes'),
    [
        (signal.SIGTERM, {'train_dataloader.num_workers': 1}),
        (signal.SIGINT, {'train_dataloader.num_workers': 1}),
        (signal.SIGUSR1, {'optim_wrapper.accumulative_counts': 3}),
    ],
    ids=['SIGTERM', 'SIGINT', 'SIGUSR1, accumulating'],
)
def test_a_training_that_is_stopped_goes_on_at_the_next_step(
    trained_dir: Path, tmp_path: Path, number: int, changes: dict
) -> None:
    code = _exit_code(tmp_path, custom_hooks=_hooks([number]), **changes)
    assert code == EXIT_CODE == 75
    # Gradients are complete at the end of the second epoch, which is saved anyway.
    done, name = STEP, 'interrupted.pth'
    if 'optim_wrapper.accumulative_counts' in changes:
        done, name = 6, 'epoch_2.pth'
    saved = tmp_path / name
    assert torch.load(saved)['meta']['iter'] == done
    assert (tmp_path / 'last_checkpoint').read_text() == str(saved)
    assert len(_train(tmp_path, **changes)) == 12 - done
    assert not (tmp_path / 'interrupted.pth').exists()
    if done == STEP:
        weights = load_file(str(tmp_path / 'epoch_4.pth'))['state_dict']
        whole = load_file(str(trained_dir / 'epoch_4.pth'))['state_dict']
        assert all(torch.equal(weights[name], whole[name]) for name in whole)


def test_a_second_signal_ends_the_process_at_once(tmp_path: Path) -> None:
    hooks = _hooks([signal.SIGTERM, signal.SIGTERM], ONE_REQUEST + 0.1)
    assert _exit_code(tmp_path, custom_hooks=hooks) == -signal.SIGTERM
    assert not (tmp_path / 'interrupted.pth').exists()


def test_the_same_signal_passed_on_by_a_launcher_is_one_request(tmp_path: Path) -> None:
    hooks = _hooks([signal.SIGINT, signal.SIGINT])
    assert _exit_code(tmp_path, custom_hooks=hooks) == EXIT_CODE


def test_a_worker_ends_by_its_parent_only() -> None:
    with StopSignals():
        worker = get_context('fork').Process(target=time.sleep, args=(60,))
        worker.start()
    subprocess.run(['kill', str(worker.pid)])
    worker.join(0.3)
    assert worker.is_alive()
    worker.terminate()
    worker.join(5)
    assert worker.exitcode == 0


def test_signals_are_handled_as_before_after_a_training(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    toy_runner(tmp_path, **{'train_cfg.max_epochs': 1}).train()
    assert signal.getsignal(signal.SIGINT) is before
