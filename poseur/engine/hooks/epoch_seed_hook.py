"""Random numbers that depend only on the seed, the epoch and the step."""

from __future__ import annotations

import random

import numpy as np
import torch
from mmengine.dataset import InfiniteSampler
from mmengine.hooks import Hook
from mmengine.runner import EpochBasedTrainLoop, Runner
from mmpose.registry import HOOKS

LOADING, STEPPING = 0, 1


@HOOKS.register_module()
class EpochSeedHook(Hook):
    """Hook that derives all random numbers of a step from the run's seed.

    A run that is resumed, at the end of an epoch or within it, then equals an
    uninterrupted one. Checkpoints need no generator state: they store the seed, and
    validation, drawing or the number of data loading processes have no influence.

    - Python's, NumPy's and PyTorch's generators (CPU and CUDA) of each process are
      seeded from (seed, iteration, rank) at the start of an epoch and of each step.
    - The dataset, which :class:`PoseurRunner` gives a ``set_sample_seed`` method, seeds
      each sample from (seed, epoch, index), in every process. Repetitions of a sample
      within an epoch get other random numbers. A run of iterations is one epoch of
      mmengine's ``InfiniteSampler``; with other samplers its samples are not seeded.
    - The sampler shuffles by (seed, epoch). mmengine's ``DistSamplerSeedHook`` sets its
      epoch; this hook sets the seed of a resumed run.
    """

    priority = 'VERY_HIGH'

    def before_train(self, runner: Runner) -> None:
        """Set the sampler's seed to that of the run, which resuming may change."""
        sampler = runner.train_dataloader.batch_sampler.sampler
        if hasattr(sampler, 'seed'):
            sampler.seed = runner.seed
        if not self._samples_repeat(runner):
            runner.logger.warning(
                f'{type(runner.train_dataloader.dataset).__name__} does not seed its '
                'samples, so that this run will not be the same after resuming. Let '
                'PoseurRunner build the data loader from its config, and use an '
                'InfiniteSampler in a run of iterations.'
            )

    def before_train_epoch(self, runner: Runner) -> None:
        """Seed this process and the datasets."""
        _seed_process(runner.seed, runner.iter, runner.rank, LOADING)
        if self._samples_repeat(runner):
            runner.train_dataloader.dataset.set_sample_seed(runner.seed, runner.epoch)

    def before_train_iter(
        self, runner: Runner, batch_idx: int, data_batch: dict | None = None
    ) -> None:
        """Seed this process for a step.

        The data loader may have drawn random numbers since the last one.
        """
        _seed_process(runner.seed, runner.iter, runner.rank, STEPPING)

    @staticmethod
    def _samples_repeat(runner: Runner) -> bool:
        loader = runner.train_dataloader
        one_pass = isinstance(runner.train_loop, EpochBasedTrainLoop) or isinstance(
            loader.batch_sampler.sampler, InfiniteSampler
        )
        return one_pass and hasattr(loader.dataset, 'set_sample_seed')


def _seed_process(*entropy: int) -> None:
    """Seed Python, NumPy and PyTorch from a few integers."""
    sequence = np.random.SeedSequence(entropy)
    python_seed, numpy_seed, torch_seed = sequence.generate_state(3).tolist()
    random.seed(python_seed)
    np.random.seed(numpy_seed)
    torch.manual_seed(torch_seed)
