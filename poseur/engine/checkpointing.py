"""Resuming, loading and saving of a runner: checked, atomic and on request."""

from __future__ import annotations

import os.path as osp
from collections.abc import Callable, Sequence

from mmengine.dist import barrier, broadcast_object_list, is_main_process
from mmengine.optim import OptimWrapper
from mmengine.runner import (
    BaseLoop,
    CheckpointLoader,
    EpochBasedTrainLoop,
    Runner,
)
from mmengine.runner.checkpoint import load_state_dict

from poseur.checkpoints import (
    CheckpointMismatchError,
    compare_keys,
    newest_readable,
    require_exact,
    write_atomically,
)
from poseur.checkpoints.atomic_io import local_atomic_args
from poseur.checkpoints.keys import with_revised_keys
from poseur.checkpoints.plain import to_plain
from poseur.checkpoints.resume import (
    INTERRUPTED,
    POINTER,
    require_sound,
    require_training_state,
)

from .changed_settings import changed_settings
from .hooks.checkpoint_content_hook import CheckpointContentHook
from .model_wrapper import unwrap_model
from .resuming_loops import ResumingLoop
from .stop_signals import StopSignals, TrainingInterrupted

EXACT_FIX = (
    'Use the config that the checkpoint was trained with, or pass --allow-mismatch '
    '(config key allow_mismatch=True) to load the keys that fit.'
)


class CheckpointingMixin(Runner):
    """Part of :class:`~poseur.engine.PoseurRunner` that reads and writes checkpoints.

    Attributes:
        stop_signals: Signals that ask this run to stop.
    """

    stop_signals = StopSignals()

    def register_hooks(
        self, default_hooks: dict | None = None, custom_hooks: list | None = None
    ) -> None:
        """Register the hooks of the config, and that which checks checkpoints."""
        super().register_hooks(default_hooks, custom_hooks)
        self.register_hook(CheckpointContentHook())

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

    def load_checkpoint(
        self,
        filename: str,
        map_location: str | Callable = 'cpu',
        strict: bool | None = None,
        revise_keys: Sequence[tuple[str, str]] = ((r'^module\.', ''),),
    ) -> dict:
        """Load weights into the model after comparing keys and shapes.

        Args:
            filename: A local path, a URL or a model zoo name.
            map_location: Device of the loaded tensors.
            strict: Whether keys must match exactly. By default they must in tests and
                resumed runs, unless the config has ``allow_mismatch``.
            revise_keys: Regular expressions and their replacements in the keys.

        Returns:
            The whole checkpoint.

        Raises:
            CheckpointError: If the file cannot be used, or does not fit.
        """
        checkpoint = CheckpointLoader.load_checkpoint(filename, map_location)
        checkpoint = with_revised_keys(checkpoint, revise_keys)
        if self._resume:
            require_training_state(checkpoint, filename)
            require_sound(checkpoint, filename)
        self._check_fit(checkpoint['state_dict'], filename, strict)
        self.call_hook('after_load_checkpoint', checkpoint=checkpoint)
        load_state_dict(
            unwrap_model(self.model), checkpoint['state_dict'], strict=False
        )
        self._has_loaded = True
        self.logger.info(f'Loaded checkpoint {filename}')
        if self._resume:
            self._compare_runs(checkpoint, filename)
        return checkpoint

    def _check_fit(self, weights: dict, filename: str, strict: bool | None) -> None:
        report = compare_keys(unwrap_model(self.model), weights)
        if strict is None:
            fine_tuning = isinstance(self._train_loop, BaseLoop) and not self._resume
            strict = not (fine_tuning or self.cfg.get('allow_mismatch', False))
        if strict:
            require_exact(report, filename, EXACT_FIX)
        elif report.matched == 0:
            raise CheckpointMismatchError(
                f'No key of checkpoint {filename} fits the model: '
                f'{report.describe()}. Use a checkpoint of this model.'
            )
        elif not report.exact:
            self.logger.warning(f'Checkpoint {filename}: {report.describe()}.')

    def _compare_runs(self, checkpoint: dict, filename: str) -> None:
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

        Steps that accumulate gradients are finished first, since checkpoints hold no
        gradients.

        Raises:
            TrainingInterrupted: If the run stops.
        """
        optimizer = self.optim_wrapper
        accumulates = (
            isinstance(optimizer, OptimWrapper) and not optimizer.should_update()
        )
        if accumulates or not self.stop_signals.received_by_any():
            return
        meta = dict(epoch=self.epoch, iter=self.iter)
        self.save_checkpoint(self.work_dir, INTERRUPTED, meta=meta)
        path = osp.join(self.work_dir, INTERRUPTED)
        if is_main_process():
            write_atomically(path.encode(), osp.join(self.work_dir, POINTER))
        barrier()
        self.logger.warning(
            f'Stopped on request after iteration {self.iter}, saved as {path}. Resume '
            'it with --resume.'
        )
        raise TrainingInterrupted

    def save_checkpoint(
        self,
        out_dir: str,
        filename: str,
        *args: object,
        meta: dict | None = None,
        by_epoch: bool = True,
        backend_args: dict | None = None,
        **kwargs: object,
    ) -> None:
        """Save a checkpoint, atomically if ``out_dir`` is a local folder.

        It holds plain data, see :mod:`poseur.checkpoints.plain`, and the position in
        the epoch.

        Args:
            out_dir: Folder to save into.
            filename: Name of the file.
            *args: See :meth:`mmengine.runner.Runner.save_checkpoint`.
            meta: Entries for ``meta``.
            by_epoch: Whether the epoch ends here, rather than an iteration.
            backend_args: Storage arguments, which take precedence.
            **kwargs: See :meth:`mmengine.runner.Runner.save_checkpoint`.

        Raises:
            NonFiniteCheckpointError: If weights or states are NaN or infinite.
        """
        done = dict(epoch=self.epoch + by_epoch, iter=self.iter + (not by_epoch))
        meta = done | (meta or {})
        if isinstance(self._train_loop, ResumingLoop):
            meta['progress'] = self._train_loop.progress(meta['epoch'], meta['iter'])
        super().save_checkpoint(
            out_dir,
            filename,
            *args,
            meta=meta,
            by_epoch=by_epoch,
            backend_args=local_atomic_args(out_dir, backend_args),
            **kwargs,
        )
