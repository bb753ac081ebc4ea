"""Random numbers that depend only on the seed, the epoch and the step."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import torch
from mmengine.hooks import Hook
from mmengine.runner import EpochBasedTrainLoop, Runner
from mmpose.registry import HOOKS
from torch.utils.data import Dataset

LOADING, STEPPING = 0, 1


@HOOKS.register_module()
class EpochSeedHook(Hook):
    """Hook that derives all random numbers of a step from the run's seed.

    A run that is resumed, at the end of an epoch or within it, then equals an
    uninterrupted one. Checkpoints need no generator state: they store the seed, and
    validation, drawing or the number of data loading processes have no influence.

    - Python's, NumPy's and PyTorch's generators (CPU and CUDA) of each process are
      seeded from (seed, iteration, rank) at the start of an epoch and of each step.
    - Datasets with a ``set_sample_seed`` method seed each sample from (seed, epoch,
      index), in every process. Random numbers drawn by a dataset that combines them,
      such as mmpose's ``CombinedDataset``, are not seeded; a warning names it.
    - The sampler shuffles by (seed, epoch). mmengine's ``DistSamplerSeedHook`` sets its
      epoch; this hook sets the seed of a resumed run.

    An iteration-based loop has no epochs to seed: resuming it gives another stream of
    random numbers, the same one each time.
    """

    priority = 'VERY_HIGH'

    def before_train(self, runner: Runner) -> None:
        """Set the sampler's seed to that of the run, which resuming may change."""
        sampler = runner.train_dataloader.batch_sampler.sampler
        if hasattr(sampler, 'seed'):
            sampler.seed = runner.seed
        if runner.train_dataloader.num_workers and self._by_epoch(runner):
            unseeded = {
                type(dataset).__name__
                for dataset in _parts(runner.train_dataloader.dataset)
                if not hasattr(dataset, 'set_sample_seed')
                and (hasattr(dataset, 'pipeline') or not _inside(dataset))
            }
            if unseeded:
                runner.logger.warning(
                    f'{", ".join(sorted(unseeded))}: its random numbers in worker '
                    'processes will not be the same after resuming. Use a dataset '
                    'of poseur.datasets, or num_workers=0.'
                )

    def before_train_epoch(self, runner: Runner) -> None:
        """Seed this process and the datasets."""
        _seed_process(runner.seed, runner.iter, runner.rank, LOADING)
        if self._by_epoch(runner):
            for dataset in _parts(runner.train_dataloader.dataset):
                if hasattr(dataset, 'set_sample_seed'):
                    dataset.set_sample_seed(runner.seed, runner.epoch)

    def before_train_iter(
        self, runner: Runner, batch_idx: int, data_batch: dict | None = None
    ) -> None:
        """Seed this process for a step.

        The data loader may have drawn random numbers since the last one.
        """
        _seed_process(runner.seed, runner.iter, runner.rank, STEPPING)

    @staticmethod
    def _by_epoch(runner: Runner) -> bool:
        return isinstance(runner.train_loop, EpochBasedTrainLoop)


def _seed_process(*entropy: int) -> None:
    """Seed Python, NumPy and PyTorch from a few integers."""
    sequence = np.random.SeedSequence(entropy)
    python_seed, numpy_seed, torch_seed = sequence.generate_state(3).tolist()
    random.seed(python_seed)
    np.random.seed(numpy_seed)
    torch.manual_seed(torch_seed)


def _parts(dataset: Dataset) -> Iterator[Dataset]:
    """Yield a dataset and, recursively, the datasets that it combines or wraps."""
    yield dataset
    for part in _inside(dataset):
        yield from _parts(part)


def _inside(dataset: Dataset) -> list[Dataset]:
    """Return the datasets that a dataset combines or wraps."""
    if hasattr(dataset, 'datasets'):
        return list(dataset.datasets)
    return [dataset.dataset] if hasattr(dataset, 'dataset') else []
