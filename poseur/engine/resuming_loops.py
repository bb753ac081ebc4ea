"""Training loops that go on at the next batch when they resume."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from mmengine.dataset import InfiniteSampler
from mmengine.runner import EpochBasedTrainLoop, IterBasedTrainLoop
from mmpose.registry import LOOPS
from torch import nn

from .data_loaders import SkippingBatchSampler


class ResumingLoop:
    """What both loops share: stopping on request, and validations that were cut off.

    Attributes:
        validated: Whether the validation that follows the last step has been done.
    """

    runner: Any
    dataloader: Any
    _decide_current_val_interval: Callable[[], None]
    _is_due: Callable[[], bool]
    validated = False

    def progress(self, epoch: int, iteration: int) -> dict:
        """Return what a checkpoint needs besides its numbers of epochs and iterations.

        Args:
            epoch: Number of finished epochs in the checkpoint.
            iteration: Number of finished iterations in the checkpoint.
        """
        return dict(validated=self.validated)

    def restore(self, progress: dict) -> None:
        """Go on after :meth:`progress`; that of files of version 0.2 is empty."""
        self.validated = progress.get('validated', True)

    def run_iter(self, *arguments: Any) -> None:
        """Run a step, unless the run was asked to stop."""
        self.runner.stop_if_asked()
        self.validated = False
        super().run_iter(*arguments)  # type: ignore[misc]

    def validate_if_due(self) -> None:
        """Run the validation that is due after the last step, unless it was done."""
        self._decide_current_val_interval()
        if self.validated or self.runner.val_loop is None or not self._is_due():
            return
        self.runner.stop_if_asked()
        self.validated = True  # in checkpoints that the validation leads to
        self.runner.val_loop.run()

    def _skip(self, batches: int) -> Iterator:
        """Iterate over the data loader after a number of batches."""
        sampler = self.dataloader.batch_sampler
        if isinstance(sampler, SkippingBatchSampler):
            sampler.skip = batches
            return iter(self.dataloader)
        return islice(self.dataloader, batches, None)


@LOOPS.register_module()
class ResumingEpochLoop(ResumingLoop, EpochBasedTrainLoop):
    """mmengine's loop over epochs, which also resumes within an epoch.

    The batches that the epoch has seen are drawn from the sampler again, but not
    loaded. If the number of batches in an epoch has changed, as with another number of
    GPUs, the same share of the epoch is skipped. A validation that did not end is done
    first. Arguments are those of :class:`mmengine.runner.EpochBasedTrainLoop`.
    """

    _epoch_start = 0  # iteration

    def progress(self, epoch: int, iteration: int) -> dict:
        """Return the position in the epoch, see :meth:`ResumingLoop.progress`."""
        batch = iteration - self._epoch_start if epoch == self._epoch else 0
        total = len(self.dataloader)
        return super().progress(epoch, iteration) | dict(batch=batch, batches=total)

    def restore(self, progress: dict) -> None:
        """Go on in the middle of an epoch, see :meth:`ResumingLoop.restore`."""
        super().restore(progress)
        total = len(self.dataloader)
        batch, former = progress.get('batch', 0), progress.get('batches', total)
        if former != total:
            self.runner.logger.warning(
                f'The epoch has {total} batches; the checkpoint was made with {former}.'
                + (f' Skipping {batch} / {former} of it.' if batch else '')
            )
        self._epoch_start = self._iter - batch * total // former

    def run(self) -> nn.Module:
        """Train, from the first batch that the checkpoint has not seen."""
        self.runner.call_hook('before_train')
        if self._iter == self._epoch_start:
            self.validate_if_due()
        while self._epoch < self._max_epochs and not self.stop_training:
            self.run_epoch()
            self.validate_if_due()
        self.runner.call_hook('after_train')
        return self.runner.model

    def run_epoch(self) -> None:
        """Run an epoch, or the rest of one."""
        self.runner.call_hook('before_train_epoch')
        self.runner.model.train()
        done = self._iter - self._epoch_start
        for batch, data in enumerate(self._skip(done), done):
            self.run_iter(batch, data)
        self.runner.call_hook('after_train_epoch')
        self._epoch += 1
        self._epoch_start = self._iter

    def _is_due(self) -> bool:
        last = self._epoch == self._max_epochs
        regular = self._epoch % self.val_interval == 0
        return self._epoch >= max(self.val_begin, 1) and (regular or last)


@LOOPS.register_module()
class ResumingIterLoop(ResumingLoop, IterBasedTrainLoop):
    """mmengine's loop over iterations, except that a resumed run starts immediately.

    mmengine loads all batches before the resumed iteration, which takes hours after
    120,000 iterations of COCO, while the GPUs are idle. Here mmengine's
    ``InfiniteSampler`` draws their indices again, which takes seconds, and the run goes
    on with the batches of one that was never interrupted. Batches of other samplers are
    loaded as in mmengine. Arguments are those of
    :class:`mmengine.runner.IterBasedTrainLoop`.
    """

    def run(self) -> nn.Module:
        """Train, from the first batch that the checkpoint has not seen."""
        self.runner.call_hook('before_train')
        self.runner.call_hook('before_train_epoch')
        self.dataloader_iterator = self._remaining_batches()
        self.validate_if_due()
        while self._iter < self._max_iters and not self.stop_training:
            self.runner.model.train()
            self.run_iter(next(self.dataloader_iterator))
            self.validate_if_due()
        self.runner.call_hook('after_train_epoch')
        self.runner.call_hook('after_train')
        return self.runner.model

    def _is_due(self) -> bool:
        last = self._iter == self._max_iters
        regular = self._iter % self.val_interval == 0
        return self._iter >= max(self.val_begin, 1) and (regular or last)

    def _remaining_batches(self) -> Iterator:
        sampler = self.dataloader.batch_sampler.sampler
        if isinstance(sampler, InfiniteSampler):
            # From the start again: mmengine's loop has started the loader before the
            # samples were seeded.
            sampler.indices = sampler._indices_of_rank()
            return self._skip(self._iter)
        return islice(self.dataloader_iterator, self._iter, None)
