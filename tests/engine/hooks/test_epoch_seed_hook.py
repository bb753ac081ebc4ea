from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from mmpose.registry import DATASETS
from torch.utils.data import Dataset

from tests.helpers.third_party import drop_worker_iterator
from tests.helpers.toy_run import ToyPoints, losses_of, toy_runner

WORKERS = {
    'train_dataloader.num_workers': 2,
    'train_dataloader.persistent_workers': True,
}
REPEATED = {'train_dataloader.dataset': dict(type='Wrapped'), **WORKERS}
EMA = {'default_hooks.ema': dict(type='EMAHook', momentum=0.1)}


@DATASETS.register_module()
class Wrapped(Dataset):
    """A dataset that wraps another, optionally with its own pipeline."""

    def __init__(self, pipeline: list | None = None) -> None:
        self.dataset = ToyPoints()
        self.metainfo = self.dataset.metainfo
        if pipeline:
            self.pipeline = pipeline

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> dict:
        return self.dataset[index]


def _train(work_dir: Path, epochs: int = 4, **changes):
    runner = toy_runner(work_dir, **{'train_cfg.max_epochs': epochs, **changes})
    runner.train()
    # Persistent workers wait for seconds when they are left to the garbage collector.
    drop_worker_iterator(runner.train_dataloader)
    return runner


@pytest.mark.parametrize(
    'changes',
    [{}, WORKERS, REPEATED, {'randomness': dict(seed=None)}, EMA],
    ids=['one process', 'persistent workers', 'wrapped', 'random seed', 'ema'],
)
def test_resumed_run_equals_an_uninterrupted_one(tmp_path: Path, changes: dict) -> None:
    whole = _train(tmp_path / 'whole', **changes)
    (tmp_path / 'cut').mkdir()
    shutil.copy(tmp_path / 'whole' / 'epoch_2.pth', tmp_path / 'cut')
    rest = _train(tmp_path / 'cut', resume=True, **changes)
    assert len(losses_of(rest)) == 6
    assert losses_of(rest) == losses_of(whole)[6:]
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, rest.model.state_dict()[name]), name
    last = [
        torch.load(tmp_path / run / 'epoch_4.pth', weights_only=False)
        for run in ('whole', 'cut')
    ]
    for name, value in last[0]['state_dict'].items():
        assert torch.equal(value, last[1]['state_dict'][name]), name


def test_losses_depend_on_seed_and_epoch(tmp_path: Path) -> None:
    changes = {'optim_wrapper.optimizer.lr': 0.0}
    first = losses_of(_train(tmp_path / 'a', 2, **changes))
    again = losses_of(_train(tmp_path / 'b', 2, **changes))
    other = losses_of(_train(tmp_path / 'c', 2, randomness=dict(seed=4), **changes))
    assert first == again
    assert not set(first) & set(other)
    assert not set(first[:3]) & set(first[3:])


def test_number_of_workers_does_not_matter(tmp_path: Path) -> None:
    alone = losses_of(_train(tmp_path / 'a', 2))
    helped = losses_of(_train(tmp_path / 'b', 2, **WORKERS))
    assert alone == helped


def test_validation_does_not_matter(tmp_path: Path) -> None:
    often = losses_of(_train(tmp_path / 'a', 3))
    never = losses_of(_train(tmp_path / 'b', 3, **{'train_cfg.val_begin': 9}))
    assert often == never


def test_what_cannot_be_seeded_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for pipeline in (None, ['a random transform']):
        dataset = dict(type='Wrapped', pipeline=pipeline)
        changes = {**WORKERS, 'train_dataloader.dataset': dataset}
        runner = toy_runner(tmp_path, log_level='WARNING', **changes)
        runner.logger.addHandler(caplog.handler)
        caplog.clear()
        runner.call_hook('before_run')
        runner.train_loop  # noqa: B018  (builds the dataloader)
        runner.call_hook('before_train')
        named = [record.getMessage() for record in caplog.records]
        assert any('Wrapped: its random numbers' in text for text in named) == bool(
            pipeline
        )
        assert not any('ToyPoints' in text for text in named)
