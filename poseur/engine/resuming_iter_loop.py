"""Iteration-based training that resumes without loading past batches."""

from __future__ import annotations

from itertools import chain, repeat

import numpy as np
from mmengine.dataset import InfiniteSampler
from mmengine.runner import IterBasedTrainLoop
from mmpose.registry import LOOPS
from torch import nn


@LOOPS.register_module()
class ResumingIterLoop(IterBasedTrainLoop):
    """mmengine's iteration-based loop, except that a resumed run starts immediately.

    mmengine loads all batches before the resumed iteration, which takes hours after
    120,000 iterations of COCO, while the GPUs are idle. Here the sampler is reshuffled
    with a seed that depends on the run's seed and the iteration alone, so that all runs
    resumed at one iteration see the same images. Other samplers than mmengine's
    ``InfiniteSampler`` are advanced as in mmengine. Arguments are those of
    :class:`mmengine.runner.IterBasedTrainLoop`.
    """

    def run(self) -> nn.Module:
        """Train; mmengine logs that it advances the loader, but this takes no time."""
        sampler = self.dataloader.batch_sampler.sampler
        if self._iter > 0 and isinstance(sampler, InfiniteSampler):
            self._reshuffle(sampler)
            future = iter(self.dataloader)
            self.dataloader_iterator = chain(repeat(None, self._iter), future)
        return super().run()

    def _reshuffle(self, sampler: InfiniteSampler) -> None:
        """Give the sampler an order that depends on the seed and the iteration."""
        sequence = np.random.SeedSequence([self.runner.seed, self._iter])
        sampler.seed = int(sequence.generate_state(1)[0])
        indices = sampler._indices_of_rank()
        sampler.indices = chain([next(indices)], indices)  # the order is drawn now
