from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.dataset import BaseDataset, DefaultSampler, pseudo_collate
from mmpose.registry import DATA_SAMPLERS, DATASETS
from torch.utils.data import DataLoader, Dataset

from poseur.datasets.sample_seed import CountingBatchSampler
from poseur.engine.hooks import EpochSeedHook
from tests.helpers.third_party import drop_worker_iterator
from tests.helpers.toy_run import ToyPoints, losses_of, toy_runner

WORKERS = {
    'train_dataloader.num_workers': 2,
    'train_dataloader.persistent_workers': True,
}
REPEATED = {'train_dataloader.dataset': dict(type='Noisy'), **WORKERS}
EMA = {'default_hooks.ema': dict(type='EMAHook', momentum=0.1)}


@DATASETS.register_module()
class Noisy(Dataset):
    """A dataset around another that draws random numbers, too."""

    def __init__(self) -> None:
        self.dataset = ToyPoints()
        self.metainfo = self.dataset.metainfo

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> dict:
        sample = self.dataset[index]
        sample['inputs'] = sample['inputs'] + np.random.rand()
        return sample


@DATASETS.register_module()
class ToyPeople(BaseDataset):
    """Four samples of as many categories, each one random number."""

    METAINFO = dict(ToyPoints.metainfo)

    def __init__(self, indices: list[int] | None = None) -> None:
        super().__init__(indices=indices, pipeline=[self._draw])

    @staticmethod
    def _draw(info: dict) -> dict:
        return dict(inputs=torch.tensor([np.random.rand()]))

    def load_data_list(self) -> list[dict]:
        return [dict(category=index) for index in range(4)]

    def get_cat_ids(self, idx: int) -> list[int]:
        return [self.get_data_info(idx)['category']]


@DATA_SAMPLERS.register_module()
class Twice:
    """A sampler that draws every sample twice, in every process."""

    def __init__(self, dataset: Dataset, **options: object) -> None:
        self.dataset = dataset

    def __len__(self) -> int:
        return 2 * len(self.dataset)

    def __iter__(self) -> Iterator[int]:
        return iter([*range(len(self.dataset))] * 2)


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
    last = [torch.load(tmp_path / run / 'epoch_4.pth') for run in ('whole', 'cut')]
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


def test_workers_do_not_matter_to_combined_datasets(tmp_path: Path) -> None:
    """What a dataset around others draws is seeded with the samples."""
    noisy = {'train_dataloader.dataset': dict(type='Noisy')}
    alone = losses_of(_train(tmp_path / 'a', 2, **noisy))
    assert losses_of(_train(tmp_path / 'b', 2, **{**WORKERS, **noisy})) == alone


PEOPLE = dict(type='ToyPeople')


@pytest.mark.parametrize(
    ('dataset', 'repetitions'),
    [
        (dict(type='RepeatDataset', times=3, dataset=PEOPLE), 3),
        (dict(type='ClassBalancedDataset', oversample_thr=1.0, dataset=PEOPLE), 2),
        (dict(type='ConcatDataset', datasets=[PEOPLE] * 2), 2),
        (dict(PEOPLE, indices=[0, 1, 2, 3] * 2), 2),
    ],
    ids=['RepeatDataset', 'ClassBalancedDataset', 'ConcatDataset', 'indices'],
)
def test_repetitions_of_a_sample_differ(
    tmp_path: Path, dataset: dict, repetitions: int
) -> None:
    changes = {'train_dataloader.dataset': dataset}
    first, again, later = (_numbers(tmp_path, epoch, **changes) for epoch in (0, 0, 1))
    assert len(first) == len(set(first)) == 4 * repetitions
    assert first == again and not set(first) & set(later)


def test_draws_of_a_sampler_with_replacement_differ(tmp_path: Path) -> None:
    in_order = {'train_dataloader.sampler.shuffle': False}
    twice = {'train_dataloader.sampler.type': 'Twice'}
    numbers = _numbers(tmp_path, 0, **twice)
    assert len(set(numbers)) == 24 and numbers == _numbers(tmp_path, 0, **twice)
    assert numbers[:12] == _numbers(tmp_path, 0, **in_order), 'of the first draws'


def test_draws_of_a_sample_in_several_processes_differ(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those of mmengine's DefaultSampler do not depend on the process."""
    dataset, numbers = ToyPoints(), {}
    dataset.set_sample_seed(0, 0)
    for rank in (0, 1):
        monkeypatch.setattr('poseur.datasets.sample_seed.get_rank', lambda r=rank: r)
        for sampler in (Twice(dataset), DefaultSampler(dataset, shuffle=False)):
            batch = next(iter(CountingBatchSampler(sampler, 12, drop_last=False)))
            drawn = [float(dataset[index]['inputs'][0]) for index in batch]
            numbers[type(sampler), rank] = drawn
    assert not set(numbers[Twice, 0]) & set(numbers[Twice, 1])
    assert numbers[DefaultSampler, 0] == numbers[DefaultSampler, 1]
    assert numbers[DefaultSampler, 0] == numbers[Twice, 0]


def _numbers(work_dir: Path, epoch: int, **changes: object) -> list[float]:
    """Return a random number of every sample of an epoch."""
    runner = toy_runner(work_dir, **changes)
    loader = runner.train_loop.dataloader
    loader.dataset.set_sample_seed(runner.seed, epoch)
    return [float(inputs[0]) for batch in loader for inputs in batch['inputs']]


def test_ranks_draw_different_noise(tmp_path: Path) -> None:
    """Dropout and noise of a step depend on the process; the data does not."""
    runner, hook, noise = toy_runner(tmp_path), EpochSeedHook(), []
    runner.train_loop  # noqa: B018  (builds the dataloader)
    for rank in (0, 1, 0):
        runner._rank = rank
        hook.before_train_epoch(runner)
        hook.before_train_iter(runner, 0)
        noise.append((torch.rand(()).item(), np.random.rand(), random.random()))
    assert noise[0] == noise[2] and not set(noise[0]) & set(noise[1])


def test_a_loader_that_is_not_seeded_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plain = DataLoader(ToyPeople(), batch_size=4, collate_fn=pseudo_collate)
    for loader in (None, plain):
        runner = toy_runner(tmp_path, log_level='WARNING')
        runner._train_dataloader = loader or runner._train_dataloader
        runner.logger.addHandler(caplog.handler)
        caplog.clear()
        runner.call_hook('before_run')
        runner.train_loop  # noqa: B018  (builds the dataloader)
        runner.call_hook('before_train')
        texts = [record.getMessage() for record in caplog.records]
        assert any('ToyPeople does not seed' in t for t in texts) == bool(loader)
