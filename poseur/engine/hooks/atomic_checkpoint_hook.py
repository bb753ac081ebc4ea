"""Save checkpoints in an order that leaves a usable one at every moment."""

from __future__ import annotations

import os.path as osp
from collections.abc import Iterator
from contextlib import contextmanager

from mmengine.dist import is_main_process
from mmengine.fileio.backends import BaseStorageBackend
from mmengine.hooks import CheckpointHook
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from poseur.checkpoints.atomic_io import local_atomic_args, write_atomically
from poseur.checkpoints.resume import POINTER


class _RemoveLater:
    """A storage backend that notes removals and leaves the rest alone."""

    def __init__(self, backend: BaseStorageBackend):
        self.backend = backend
        self.doomed: list[str] = []

    def __getattr__(self, name: str):
        return getattr(self.backend, name)

    def remove(self, path: str) -> None:
        """Note a file for removal."""
        self.doomed.append(path)


@HOOKS.register_module()
class AtomicCheckpointHook(CheckpointHook):
    """mmengine's ``CheckpointHook`` that survives a kill at any moment.

    Files are written atomically; the ``last_checkpoint`` pointer follows its
    file and is written atomically too; checkpoints that are no longer wanted
    (``max_keep_ckpts``, the best one so far) go after their successor is safe
    on the disk. Arguments are those of :class:`mmengine.hooks.CheckpointHook`
    but ``file_client_args``, which ``backend_args`` has replaced; ``save_best`` knows
    without a ``rule`` that AP, AR and PCK are to grow and EPE and NME to shrink.
    """

    _default_greater_keys = [*CheckpointHook._default_greater_keys, 'AP', 'AR', 'PCK']
    _default_less_keys = [*CheckpointHook._default_less_keys, 'EPE', 'NME']

    def before_train(self, runner: Runner) -> None:
        """Choose the storage, as in the base class.

        Args:
            runner (Runner): The runner.

        Raises:
            ValueError: If there are ``file_client_args``.
        """
        if self.file_client_args is not None:
            raise ValueError(
                'default_hooks.checkpoint.file_client_args is of mmcv 1.x; use '
                'backend_args'
            )
        target = self.out_dir or runner.work_dir
        self.backend_args = local_atomic_args(str(target), self.backend_args)
        super().before_train(runner)

    def _save_checkpoint_with_step(self, runner: Runner, step: int, meta: dict) -> None:
        expired = self._note_step(runner, step)
        filename = self.filename_tmpl.format(step)
        self.last_ckpt = self.file_backend.join_path(self.out_dir, filename)
        runner.message_hub.update_info('last_ckpt', self.last_ckpt)
        runner.save_checkpoint(
            self.out_dir,
            filename,
            save_optimizer=self.save_optimizer,
            save_param_scheduler=self.save_param_scheduler,
            meta=meta,
            by_epoch=self.by_epoch,
            backend_args=self.backend_args,
            **self.args,
        )
        if is_main_process():
            pointer = osp.join(runner.work_dir, POINTER)
            write_atomically(self.last_ckpt.encode(), pointer)
            if expired and self.file_backend.isfile(expired):
                self.file_backend.remove(expired)

    def _note_step(self, runner: Runner, step: int) -> str | None:
        """Enter a step into the list of kept ones; return the path it ousts."""
        if self.max_keep_ckpts <= 0 or step in self.keep_ckpt_ids:
            return None
        expired = None
        if len(self.keep_ckpt_ids) == self.max_keep_ckpts:
            oldest = self.filename_tmpl.format(self.keep_ckpt_ids.popleft())
            expired = self.file_backend.join_path(self.out_dir, oldest)
        self.keep_ckpt_ids.append(step)
        runner.message_hub.update_info('keep_ckpt_ids', list(self.keep_ckpt_ids))
        return expired

    def _save_best_checkpoint(self, runner: Runner, metrics: dict) -> None:
        with self._removals_after_saving():
            super()._save_best_checkpoint(runner, metrics)

    @contextmanager
    def _removals_after_saving(self) -> Iterator[None]:
        """Carry out the removals asked for inside once all has gone well."""
        backend = self.file_backend
        self.file_backend = later = _RemoveLater(backend)
        try:
            yield
        finally:
            self.file_backend = backend
        for path in set(later.doomed) - self._current_best():
            backend.remove(path)

    def _current_best(self) -> set[str]:
        if self.save_best is None:
            return set()
        if len(self.key_indicators) == 1:
            return {self.best_ckpt_path}
        return set(self.best_ckpt_path_dict.values())
