"""Random numbers that depend on the sample, not on the worker that loads it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


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
            seed: Seed of the run.
            epoch: Number of the epoch, from 0.
        """
        self._state.copy_(torch.tensor([seed, epoch]))

    @contextmanager
    def sample(self, index: int) -> Iterator[None]:
        """Seed the CPU generators for one sample and restore their states afterwards.

        Args:
            index: Index of the sample in its dataset.
        """
        seed, epoch = self._state.tolist()
        if seed < 0:
            yield
            return
        sequence = np.random.SeedSequence([seed, epoch, index])
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
