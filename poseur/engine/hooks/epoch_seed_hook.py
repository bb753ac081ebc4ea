"""Random numbers that depend only on the seed and the epoch."""

from __future__ import annotations

import random

import numpy as np
import torch
from mmengine.hooks import Hook
from mmengine.runner import EpochBasedTrainLoop, Runner
from mmpose.registry import HOOKS

LOADING, STEPPING = 0, 1


@HOOKS.register_module()
class EpochSeedHook(Hook):
    """Hook that derives all random numbers of an epoch from the run's seed.

    A run that is resumed at the end of an epoch then equals an uninterrupted one.
    Checkpoints need no generator state: they store the seed, and validation, drawing
    or the number of data loading processes before an epoch have no influence.

    - Python's, NumPy's and PyTorch's generators (CPU and CUDA) of each process are
      seeded from (seed, iteration, rank) at the start of an epoch.
    - The dataset, which :class:`PoseurRunner` gives a ``set_sample_seed`` method, seeds
      each sample from (seed, epoch, index), in every process. Repetitions of a sample
      within an epoch get other random numbers.
    - The sampler shuffles by (seed, epoch). mmengine's ``DistSamplerSeedHook`` sets its
      epoch; this hook sets the seed of a resumed run.

    An iteration-based loop has no epochs to seed: resuming it gives another stream of
    random numbers, the same one each time.
    """

    priority = 'VERY_HIGH'

    def __init__(self) -> None:
        self._epoch_has_begun = False

    def before_train(self, runner: Runner) -> None:
        """Set the sampler's seed to that of the run, which resuming may change."""
        sampler = runner.train_dataloader.batch_sampler.sampler
        if hasattr(sampler, 'seed'):
            sampler.seed = runner.seed
        if self._by_epoch(runner) and not self._seeds_samples(runner):
            runner.logger.warning(
                f'{type(runner.train_dataloader.dataset).__name__} does not seed its '
                'samples, so that this run will not be the same after resuming. Let '
                'PoseurRunner build the data loader from its config.'
            )

    def before_train_epoch(self, runner: Runner) -> None:
        """Seed this process and the datasets."""
        _seed_process(runner.seed, runner.iter, runner.rank, LOADING)
        self._epoch_has_begun = True
        if self._by_epoch(runner) and self._seeds_samples(runner):
            runner.train_dataloader.dataset.set_sample_seed(runner.seed, runner.epoch)

    def before_train_iter(
        self, runner: Runner, batch_idx: int, data_batch: dict | None = None
    ) -> None:
        """Seed this process again for the first step of an epoch.

        The data loader draws more random numbers if it has to start its workers.
        """
        if self._epoch_has_begun:
            _seed_process(runner.seed, runner.iter, runner.rank, STEPPING)
            self._epoch_has_begun = False

    @staticmethod
    def _by_epoch(runner: Runner) -> bool:
        return isinstance(runner.train_loop, EpochBasedTrainLoop)

    @staticmethod
    def _seeds_samples(runner: Runner) -> bool:
        return hasattr(runner.train_dataloader.dataset, 'set_sample_seed')


def _seed_process(*entropy: int) -> None:
    """Seed Python, NumPy and PyTorch from a few integers."""
    sequence = np.random.SeedSequence(entropy)
    python_seed, numpy_seed, torch_seed = sequence.generate_state(3).tolist()
    random.seed(python_seed)
    np.random.seed(numpy_seed)
    torch.manual_seed(torch_seed)
