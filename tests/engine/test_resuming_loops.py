from __future__ import annotations

import shutil
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from mmengine.dataset import InfiniteSampler
from mmengine.hooks import Hook
from mmpose.registry import DATA_SAMPLERS, DATASETS, HOOKS

from tests.helpers.third_party import drop_worker_iterator
from tests.helpers.toy_run import ToyPoints, losses_of, toy_runner

LOADED: list[int] = []
BY_ITERATION = {
    'train_cfg': dict(_delete_=True, type='ResumingIterLoop', max_iters=9),
    'train_dataloader.sampler.type': 'InfiniteSampler',
    'default_hooks.checkpoint.by_epoch': False,
    'log_processor': dict(by_epoch=False),
    **{f'val_{part}': None for part in ('cfg', 'dataloader', 'evaluator')},
}
#: Saves in the middle of epochs of three steps.
EACH_STEP = {'default_hooks.checkpoint': dict(by_epoch=False, interval=1)}
EMA = {'default_hooks.ema': dict(type='EMAHook', momentum=0.1)}
WORKERS = {
    'train_dataloader.num_workers': 2,
    'train_dataloader.persistent_workers': True,
}


@DATASETS.register_module()
class NotedPoints(ToyPoints):
    """Notes which samples are loaded."""

    def __getitem__(self, index: int) -> dict:
        LOADED.append(int(index))
        return super().__getitem__(index)


@DATA_SAMPLERS.register_module()
class OneOfTwo(InfiniteSampler):
    """The sampler of one of two processes."""

    def __init__(self, *args, rank: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rank, self.world_size = rank, 2
        self.indices = self._indices_of_rank()


def _rank(number: int) -> dict:
    key = 'train_dataloader.sampler'
    return {f'{key}.type': 'OneOfTwo', f'{key}.rank': number}


def _train(work_dir: Path, **changes):
    """Train; return the runner, its losses, and the samples that were loaded."""
    LOADED.clear()
    noted = {'train_dataloader.dataset.type': 'NotedPoints'}
    runner = toy_runner(work_dir, **noted, **deepcopy(changes))  # it changes them
    runner.train()
    drop_worker_iterator(runner.train_dataloader)
    return runner, losses_of(runner), list(LOADED)


@pytest.fixture
def resume(tmp_path: Path):
    """Trains, and again from one of the checkpoints; compares the weights."""

    def resume(checkpoint: str, **changes) -> tuple:
        whole, losses, loaded = _train(tmp_path / 'whole', **changes)
        (tmp_path / 'cut').mkdir(exist_ok=True)
        shutil.copy(tmp_path / 'whole' / checkpoint, tmp_path / 'cut' / 'iter_1.pth')
        rest, new_losses, reloaded = _train(tmp_path / 'cut', resume=True, **changes)
        weights = rest.model.state_dict()
        for name, value in whole.model.state_dict().items():
            assert torch.equal(value, weights[name]), name
        assert new_losses == losses[-len(new_losses) :]
        return len(new_losses), loaded, reloaded

    return resume


@pytest.mark.parametrize('changes', [{}, WORKERS, EMA], ids=['alone', 'workers', 'ema'])
@pytest.mark.parametrize('step', [2, 4])
def test_epochs_go_on_in_their_middle(resume, step: int, changes: dict) -> None:
    steps, loaded, reloaded = resume(f'iter_{step}.pth', **EACH_STEP, **changes)
    assert steps == 12 - step
    if not changes.get('train_dataloader.num_workers'):
        assert reloaded == loaded[4 * step :]


@pytest.mark.parametrize(
    'changes', [{}, WORKERS, _rank(1)], ids=['alone', 'workers', 'second process']
)
@pytest.mark.parametrize('step', [1, 5])
def test_iterations_go_on(resume, step: int, changes: dict) -> None:
    """Also within the second pass over the twelve samples, with noise of its own."""
    changes = BY_ITERATION | changes
    steps, loaded, reloaded = resume(f'iter_{step}.pth', **changes)
    assert steps == 9 - step
    if not changes.get('train_dataloader.num_workers'):
        assert reloaded == loaded[4 * step :]


def test_processes_share_the_samples(tmp_path: Path) -> None:
    first, second = (
        _train(tmp_path / str(rank), **(BY_ITERATION | _rank(rank)))[2]
        for rank in (0, 1)
    )
    assert sorted(first[:6] + second[:6]) == list(range(12))  # the first pass


def test_another_number_of_batches_skips_the_same_share(tmp_path: Path) -> None:
    """One of three batches of four; then batches of two, so that two are skipped."""
    _train(tmp_path, **EACH_STEP, **{'train_cfg.max_epochs': 1})
    for step in (2, 3):
        (tmp_path / f'iter_{step}.pth').unlink()
    (tmp_path / 'last_checkpoint').unlink()
    changes = {'train_dataloader.batch_size': 2, 'train_cfg.max_epochs': 1}
    _, losses, loaded = _train(tmp_path, resume='auto', **EACH_STEP, **changes)
    assert len(losses) == 4 and len(loaded) == 8


class Killed(Exception):
    """Stands for a kill."""


@HOOKS.register_module()
class ValidationWatch(Hook):
    """Notes the validated epochs; is killed after the second, or before its end."""

    priority = 'LOWEST'

    def __init__(self, kill_in: str = '') -> None:
        self.validated: list[int] = []
        self.kill_in = kill_in

    def before_val_epoch(self, runner) -> None:
        self.validated.append(runner.epoch)
        if runner.epoch == 2 and self.kill_in == 'before_val_epoch':
            raise Killed

    def after_val_epoch(self, runner, metrics=None) -> None:
        if runner.epoch == 2 and self.kill_in == 'after_val_epoch':
            raise Killed


@pytest.mark.parametrize(
    ('kill_in', 'expected'),
    [('before_val_epoch', [2, 3, 4]), ('after_val_epoch', [3, 4])],
)
def test_only_a_validation_that_was_cut_off_is_repeated(
    tmp_path: Path, kill_in: str, expected: list[int]
) -> None:
    """Scores rise: every validation saves a best file, and its epoch again."""

    def runner(watch: dict, scores: list[float], **changes):
        hooks = [dict(type='EpochSeedHook'), dict(type='ValidationWatch', **watch)]
        best = {'default_hooks.checkpoint.save_best': 'toy/AP'}
        best['val_evaluator.values'] = scores
        return toy_runner(tmp_path, custom_hooks=hooks, **best, **changes)

    with pytest.raises(Killed):
        runner(dict(kill_in=kill_in), [0.1, 0.2]).train()
    second = runner({}, [0.2, 0.3, 0.4][-len(expected) :], resume=True)
    second.train()
    watch = next(hook for hook in second.hooks if isinstance(hook, ValidationWatch))
    assert watch.validated == expected
    assert [path.name for path in tmp_path.glob('best*')] == ['best_toy_AP_epoch_4.pth']


@pytest.mark.parametrize('changes', [{}, BY_ITERATION], ids=['epochs', 'iterations'])
def test_finished_runs_end_at_once(tmp_path: Path, changes: dict) -> None:
    _train(tmp_path, **changes)
    _, losses, loaded = _train(tmp_path, resume='auto', **changes)
    assert losses == loaded == []
