"""Resuming of a runner, and stopping on request."""

from __future__ import annotations

import os.path as osp
from collections.abc import Callable
from typing import Any

from mmengine.dist import barrier, broadcast_object_list, is_main_process
from mmengine.optim import OptimWrapper
from mmengine.runner import EpochBasedTrainLoop

from poseur.checkpoints import newest_readable, write_atomically
from poseur.checkpoints.plain import to_plain
from poseur.checkpoints.resume import INTERRUPTED, POINTER

from .changed_settings import changed_settings
from .checkpointing import CheckpointingMixin
from .resuming_loops import ResumingLoop
from .stop_signals import StopSignals, TrainingInterrupted


class ResumingMixin(CheckpointingMixin):
    """Part of :class:`~poseur.engine.PoseurRunner` that resumes and stops.

    Attributes:
        stop_signals: Signals that ask this run to stop.
    """

    # Attributes of the base class, which does not annotate them.
    _has_loaded: bool
    optim_wrapper: Any
    param_schedulers: Any

    stop_signals = StopSignals()

    def load_or_resume(self) -> None:
        """Load or resume from the checkpoint of the config, once.

        With ``resume='auto'``, or without ``load_from``, the newest usable checkpoint
        of the work directory is resumed. If there is none, a new run starts, from
        ``load_from`` if that is given.
        """
        automatic = self._resume == 'auto' or (self._resume and not self._load_from)
        if not automatic or self._has_loaded:
            super().load_or_resume()
            return
        chosen = [newest_readable(self.work_dir) if self.rank == 0 else None]
        broadcast_object_list(chosen)
        if chosen[0] is not None:
            self.resume(chosen[0])
            return
        self.logger.info(
            f'No checkpoint to resume from in {self.work_dir}: starting a new run.'
        )
        self._resume = False
        super().load_or_resume()

    def resume(
        self,
        filename: str,
        resume_optimizer: bool = True,
        resume_param_scheduler: bool = True,
        map_location: str | Callable = 'cpu',
    ) -> None:
        """Resume from a checkpoint.

        Settings of the optimizer and the schedules are those of the checkpoint; a
        warning names those that the config changes in vain.

        Args:
            filename: The checkpoint.
            resume_optimizer: Whether to restore the optimizer.
            resume_param_scheduler: Whether to restore the schedulers.
            map_location: Device of the tensors of the file before they are copied to
                model and optimizer. The CPU needs no room for a second copy on the GPU.

        Raises:
            CheckpointError: If the file cannot be used, does not fit, or holds NaN or
                infinity.
        """
        self._resume = True
        self.optim_wrapper = self.build_optim_wrapper(self.optim_wrapper)
        if self.param_schedulers is not None:
            self.param_schedulers = self.build_param_scheduler(self.param_schedulers)
        super().resume(filename, resume_optimizer, resume_param_scheduler, map_location)
        if isinstance(self.train_loop, ResumingLoop):
            self.train_loop.restore(self._progress)

    def load_checkpoint(self, filename: str, *args: Any, **kwargs: Any) -> dict:
        """Load weights, and compare the run that resumes with that of the checkpoint.

        Args:
            filename: The checkpoint.
            *args: See :meth:`CheckpointingMixin.load_checkpoint`.
            **kwargs: See :meth:`CheckpointingMixin.load_checkpoint`.

        Returns:
            The whole checkpoint.
        """
        checkpoint = super().load_checkpoint(filename, *args, **kwargs)
        if self._resume:
            self._prepare_resuming(checkpoint, filename)
        return checkpoint

    def _prepare_resuming(self, checkpoint: dict, filename: str) -> None:
        """Compare a checkpoint with the run that resumes from it, before it is used."""
        meta, info = checkpoint['meta'], checkpoint['message_hub']['runtime_info']
        self._progress = meta.get('progress', {})
        metainfo = getattr(self.train_dataloader.dataset, 'metainfo', None)
        if to_plain(metainfo) == to_plain(meta.get('dataset_meta')):
            meta['dataset_meta'] = metainfo  # mmengine compares NumPy's arrays in it
        changes = changed_settings(
            self.optim_wrapper.state_dict(), self._scheduler_states(), checkpoint
        )
        if changes:
            self.logger.warning(
                f'{filename} was trained with other settings, which stay: '
                f'{"; ".join(changes)}. To train with those of the config, start a new '
                'run from these weights: load_from, without resume.'
            )
        by_epoch = isinstance(self.train_loop, EpochBasedTrainLoop)
        length = 'max_epochs' if by_epoch else 'max_iters'
        if info.get(length, getattr(self, length)) != getattr(self, length):
            self.logger.warning(
                f'train_cfg.{length} is {getattr(self, length)} now, and was '
                f'{info[length]} in {filename}. The run is as long as the config says, '
                'but its schedules stay as they were.'
            )

    def _scheduler_states(self) -> list | dict:
        schedulers = self.param_schedulers or []
        if isinstance(schedulers, dict):
            return {
                name: [scheduler.state_dict() for scheduler in each]
                for name, each in schedulers.items()
            }
        return [scheduler.state_dict() for scheduler in schedulers]

    def stop_if_asked(self) -> None:
        """Write a checkpoint and stop, if a signal has asked a process of the run to.

        None is written where a regular one has been saved last, as between an epoch and
        its validation. Steps that accumulate gradients are finished first, since
        checkpoints hold no gradients.

        Raises:
            TrainingInterrupted: If the run stops.
        """
        optimizer = self.optim_wrapper
        accumulates = (
            isinstance(optimizer, OptimWrapper) and not optimizer.should_update()
        )
        if accumulates or not self.stop_signals.received_by_any():
            return
        if self.position(self.epoch, self.iter) != self.saved_position:
            self._save_interrupted()
        self.logger.warning(
            f'Stopped on request after iteration {self.iter}, which is saved in '
            f'{self.work_dir}. Resume it with --resume.'
        )
        raise TrainingInterrupted

    def _save_interrupted(self) -> None:
        """Save a checkpoint that resuming prefers to all others."""
        meta = dict(epoch=self.epoch, iter=self.iter)
        self.save_checkpoint(self.work_dir, INTERRUPTED, meta=meta)
        path = osp.join(self.work_dir, INTERRUPTED)
        if is_main_process():
            write_atomically(path.encode(), osp.join(self.work_dir, POINTER))
        barrier()
