"""Random numbers that depend on the sample, not on the worker that loads it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from mmengine.dataset import DefaultSampler
from mmengine.dist import get_rank
from mmpose.registry import DATA_SAMPLERS, DATASETS
from torch.utils.data import BatchSampler, Dataset


class Draw(int):
    """Index of a sample that was drawn before in the epoch, or by another process.

    Attributes:
        repetition: Numbers that distinguish this draw from others of the same sample.
    """

    repetition: tuple[int, ...]

    def __new__(cls, index: int, repetition: tuple[int, ...] = ()) -> Draw:
        """Return an integer like ``index`` with a ``repetition``."""
        draw = super().__new__(cls, index)
        draw.repetition = repetition
        return draw

    def __reduce__(self) -> tuple:
        return Draw, (int(self), self.repetition)


class SampleSeed:
    """Seed of every sample in an epoch, shared with worker processes.

    Seed and epoch are kept in shared memory, so that persistent workers see a new
    epoch. Nothing is seeded before :meth:`set` is called.
    """

    def __init__(self) -> None:
        self._state = torch.full((2,), -1, dtype=torch.int64).share_memory_()

    def set(self, seed: int, epoch: int) -> None:
        """Set the seed for an epoch.

        Args:
            seed: Seed of the run, not negative.
            epoch: Number of the epoch, from 0.

        Raises:
            ValueError: If one of them is negative.
        """
        if seed < 0 or epoch < 0:
            raise ValueError(f'seed={seed}, epoch={epoch}: both must be >= 0')
        self._state.copy_(torch.tensor([seed, epoch]))

    @contextmanager
    def sample(self, index: int) -> Iterator[None]:
        """Seed the CPU generators for one sample and restore their states afterwards.

        Args:
            index: Index of the sample in its dataset, an integer or a :class:`Draw`.
        """
        seed, epoch = self._state.tolist()
        if seed < 0:
            yield
            return
        entropy = [seed, epoch, int(index), *getattr(index, 'repetition', ())]
        sequence = np.random.SeedSequence(entropy)
        python_seed, numpy_seed, torch_seed = sequence.generate_state(3).tolist()
        saved = random.getstate(), np.random.get_state(), torch.get_rng_state()
        try:
            random.seed(python_seed)
            np.random.seed(numpy_seed)
            torch.default_generator.manual_seed(torch_seed)
            yield
        finally:
            random.setstate(saved[0])
            np.random.set_state(saved[1])
            torch.set_rng_state(saved[2])


class SeededDataset(Dataset):
    """A dataset around another that does not seed its samples.

    All random numbers of a sample depend on seed, epoch and the index in the outer
    dataset. If that repeats or combines other datasets, each repetition has random
    numbers of its own. Other attributes are those of the outer dataset.

    Args:
        dataset: The outer dataset.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._sample_seed = SampleSeed()

    def set_sample_seed(self, seed: int, epoch: int) -> None:
        """Fix the random numbers of every sample for one epoch."""
        self._sample_seed.set(seed, epoch)

    def __len__(self) -> int:
        return len(self._dataset)  # type: ignore[arg-type]  # has a length if it has indices

    def __getitem__(self, index: int) -> Any:
        with self._sample_seed.sample(index):
            return self._dataset[index]

    def __getattr__(self, name: str) -> Any:
        if name == '_dataset':  # not set yet, while the object is copied
            raise AttributeError(name)
        return getattr(self._dataset, name)


def build_seeded_dataset(dataset: dict) -> Dataset:
    """Build a dataset, in a :class:`SeededDataset` if it does not seed its samples.

    Args:
        dataset: Config of the dataset.
    """
    built = DATASETS.build(dataset)
    return built if hasattr(built, 'set_sample_seed') else SeededDataset(built)


@DATA_SAMPLERS.register_module()
class CountingBatchSampler(BatchSampler):
    """PyTorch's ``BatchSampler`` that tells repeated draws of a sample apart.

    Samplers with replacement draw a sample several times in an epoch, and may do so in
    several processes. Its indices are then :class:`Draw`. mmengine's ``DefaultSampler``
    gives each sample to one process, but for the few that round up an epoch.

    Arguments are those of :class:`torch.utils.data.BatchSampler`.
    """

    def __iter__(self) -> Iterator[list[int]]:
        process = () if isinstance(self.sampler, DefaultSampler) else (get_rank(),)
        drawn: Counter[int] = Counter()
        for batch in super().__iter__():
            draws = []
            for index in batch:
                repetition = (drawn[index], *process)
                draws.append(Draw(index, repetition) if any(repetition) else index)
                drawn[index] += 1
            yield draws
