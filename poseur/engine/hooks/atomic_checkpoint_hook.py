"""Checkpoint hook that leaves a usable checkpoint at every moment."""

from __future__ import annotations

import os.path as osp
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mmengine.dist import is_main_process
from mmengine.fileio.backends import BaseStorageBackend
from mmengine.hooks import CheckpointHook
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from poseur.checkpoints.atomic_io import local_atomic_args, write_atomically
from poseur.checkpoints.resume import INTERRUPTED, POINTER


class _RemoveLater:
    """Storage backend that postpones removals; everything else is passed on."""

    def __init__(self, backend: BaseStorageBackend) -> None:
        self.backend = backend
        self.postponed: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.backend, name)

    def remove(self, path: str) -> None:
        """Postpone the removal of a file."""
        self.postponed.append(path)


@HOOKS.register_module()
class AtomicCheckpointHook(CheckpointHook):
    """mmengine's ``CheckpointHook``, safe against a kill at any moment.

    Files are written atomically. The ``last_checkpoint`` pointer is written after the
    file that it names, atomically too. Superseded checkpoints (by ``max_keep_ckpts`` or
    a better score) are removed after their successor is on the disk, and only from the
    folder of this run: a run that branches off another leaves its files alone.

    Arguments are those of :class:`mmengine.hooks.CheckpointHook`, except
    ``file_client_args``, which ``backend_args`` replaces. ``save_best`` infers its
    rule: AP, AR and PCK are maximized, EPE and NME are minimized.
    """

    # Attributes of the base class, which does not annotate them.
    backend_args: dict | None
    file_backend: Any
    best_ckpt_path: Any

    _default_greater_keys = [*CheckpointHook._default_greater_keys, 'AP', 'AR', 'PCK']
    _default_less_keys = [*CheckpointHook._default_less_keys, 'EPE', 'NME']

    def before_train(self, runner: Runner) -> None:
        """Select the storage, and find the best checkpoints of a resumed run.

        Raises:
            ValueError: If ``file_client_args`` are given.
        """
        if self.file_client_args is not None:
            raise ValueError(
                'default_hooks.checkpoint.file_client_args is an argument of mmcv 1.x; '
                'use backend_args'
            )
        target = self.out_dir or runner.work_dir
        self.backend_args = local_atomic_args(str(target), self.backend_args)
        super().before_train(runner)
        if self.save_best is not None and len(self.key_indicators) == 1:
            self.best_ckpt_path = self._own(self.best_ckpt_path, 'best_ckpt', runner)
        elif self.save_best is not None:
            for key, path in self.best_ckpt_path_dict.items():
                own = self._own(path, f'best_ckpt_{key}', runner)
                self.best_ckpt_path_dict[key] = own

    def _own(self, path: str | None, entry: str, runner: Runner) -> str | None:
        """Return the file of this run for a best checkpoint that was resumed.

        Args:
            path: Path in the checkpoint, in the folder of another run if this one
                branched off or its folder was copied.
            entry: Name of the path in the message hub, where it is corrected.
            runner: The runner.
        """
        if path is None:
            return None
        own = self.file_backend.join_path(self.out_dir, osp.basename(path))
        if self.file_backend.exists(own):
            runner.message_hub.update_info(entry, own)
            return own
        runner.message_hub.pop_info(entry)
        runner.logger.info(f'The best checkpoint so far is not of this run: {path}')
        return None

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
            interrupted = Path(runner.work_dir, INTERRUPTED)
            interrupted.unlink(missing_ok=True)
            if expired and self.file_backend.isfile(expired):
                self.file_backend.remove(expired)

    def _note_step(self, runner: Runner, step: int) -> str | None:
        """Add a step to the list of kept ones; return the path that it supersedes."""
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
        """Postpone removals to the end of the block, if it succeeds."""
        backend = self.file_backend
        self.file_backend = later = _RemoveLater(backend)
        try:
            yield
        finally:
            self.file_backend = backend
        for path in set(later.postponed) - self._current_best():
            backend.remove(path)

    def _current_best(self) -> set[str]:
        if self.save_best is None:
            return set()
        if len(self.key_indicators) == 1:
            return {self.best_ckpt_path}
        return set(self.best_ckpt_path_dict.values())
