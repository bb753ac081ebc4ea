"""Loading and saving of checkpoints by a runner: checked and atomic."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmengine.runner import BaseLoop, CheckpointLoader, Runner
from mmengine.runner.checkpoint import load_state_dict
from torch import Tensor

from poseur.checkpoints import CheckpointMismatchError, compare_keys, require_exact
from poseur.checkpoints.atomic_io import local_atomic_args
from poseur.checkpoints.keys import with_revised_keys
from poseur.checkpoints.resume import require_sound, require_training_state

from .hooks.checkpoint_content_hook import CheckpointContentHook
from .model_wrapper import unwrap_model
from .rank_buffers import KEY, gather_buffers, restore_buffers
from .resuming_loops import ResumingLoop

EXACT_FIX = (
    'Use the config that the checkpoint was trained with, or pass --allow-mismatch '
    '(config key allow_mismatch=True) to load the keys that fit.'
)


class CheckpointingMixin(Runner):
    """Part of :class:`~poseur.engine.PoseurRunner` that loads and saves checkpoints.

    Attributes:
        saved_position: Position of the newest checkpoint that can be resumed, see
            :meth:`position`.
        rank_buffers: Buffers of all processes for the checkpoint that is being saved.
    """

    _resume: bool | str  # of the base class, which does not annotate it
    saved_position: dict | None = None
    rank_buffers: list[Tensor] | None = None

    def register_hooks(
        self, default_hooks: dict | None = None, custom_hooks: list | None = None
    ) -> None:
        """Register the hooks of the config, and that which checks checkpoints."""
        super().register_hooks(default_hooks, custom_hooks)
        self.register_hook(CheckpointContentHook())

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
        if self._resume:
            restore_buffers(unwrap_model(self.model), checkpoint.get(KEY))
        self._has_loaded = True
        self.logger.info(f'Loaded checkpoint {filename}')
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
        the epoch. All processes have to call this.

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
        position = self.position(meta['epoch'], meta['iter'])
        meta |= position
        if kwargs.get('save_optimizer', True):
            self.saved_position = position
        self.rank_buffers = gather_buffers(unwrap_model(self.model))
        super().save_checkpoint(
            out_dir,
            filename,
            *args,
            meta=meta,
            by_epoch=by_epoch,
            backend_args=local_atomic_args(out_dir, backend_args),
            **kwargs,
        )

    def position(self, epoch: int, iteration: int) -> dict:
        """Return the place in the training that a checkpoint belongs to.

        Args:
            epoch: Number of finished epochs.
            iteration: Number of finished iterations.
        """
        position: dict = dict(epoch=epoch, iter=iteration)
        if isinstance(self._train_loop, ResumingLoop):
            position['progress'] = self._train_loop.progress(epoch, iteration)
        return position
