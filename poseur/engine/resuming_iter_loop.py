"""Train by iterations, and go on after an interruption without loading the past."""

from __future__ import annotations

from itertools import chain, repeat

import numpy as np
from mmengine.dataset import InfiniteSampler
from mmengine.runner import IterBasedTrainLoop
from mmpose.registry import LOOPS
from torch import nn


@LOOPS.register_module()
class ResumingIterLoop(IterBasedTrainLoop):
    """mmengine's loop by iterations, except that a resumed run starts at once.

    mmengine arrives at the place of the interruption by loading all batches that came
    before: hours after 120,000 iterations of COCO, with idle GPUs. Here the sampler
    shuffles anew, by the run's seed and the iteration alone, so that every run that is
    resumed there sees the same images. Arguments are those of
    :class:`mmengine.runner.IterBasedTrainLoop`; samplers other than mmengine's
    ``InfiniteSampler`` are advanced as there.
    """

    def run(self) -> nn.Module:
        """Train; mmengine's message that it advances the loader takes no time."""
        sampler = self.dataloader.batch_sampler.sampler
        if self._iter > 0 and isinstance(sampler, InfiniteSampler):
            self._shuffle_anew(sampler)
            future = iter(self.dataloader)
            self.dataloader_iterator = chain(repeat(None, self._iter), future)
        return super().run()

    def _shuffle_anew(self, sampler: InfiniteSampler) -> None:
        """Give the sampler an order of its own for this iteration."""
        sequence = np.random.SeedSequence([self.runner.seed, self._iter])
        sampler.seed = int(sequence.generate_state(1)[0])
        indices = sampler._indices_of_rank()
        sampler.indices = chain([next(indices)], indices)  # seeded now, not later
