"""The runner: mmengine's, with checkpoints that are safe, atomic and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from mmengine.device import get_device
from mmengine.dist import broadcast_object_list
from mmengine.model import is_model_wrapper
from mmengine.optim import OptimWrapper, OptimWrapperDict
from mmengine.runner import BaseLoop, CheckpointLoader, Runner
from mmengine.runner.checkpoint import load_state_dict
from mmpose.registry import RUNNERS
from torch import nn

from poseur.checkpoints import (
    CheckpointMismatchError,
    compare_keys,
    newest_readable,
    require_exact,
)
from poseur.checkpoints.atomic_io import local_atomic_args
from poseur.checkpoints.content import require_training_state, with_revised_keys

from .cpu_fallback import (
    cpu_wrapper,
    join_cpu_processes,
    usable_optim_wrapper,
    usable_sync_bn,
)

LONGEST_WAIT = 3600  # seconds
EXACT_FIX = (
    'Use the config that the checkpoint was made with, or pass --allow-mismatch '
    '(config key allow_mismatch=True) to load what fits.'
)


@RUNNERS.register_module()
class PoseurRunner(Runner):
    """mmengine's ``Runner`` with five differences.

    - Checkpoints are written atomically to local disks.
    - Automatic resume passes over truncated checkpoints, with a warning for
      each, and takes the newest readable one: the same in all processes.
    - Keys are compared before weights are loaded. Testing and resuming need an
      exact fit; ``load_from`` in training needs some keys to fit and logs the
      others. ``allow_mismatch=True`` in the config lifts the exact fit.
    - Several processes can train and test without GPUs; there, mixed precision and
      ``sync_bn`` fall back to full precision and ordinary batch norm, with a notice.
    - ``channels_last=True`` in the config lays convolutions out as they run fastest
      on CPUs, and under AMP on GPUs: before the model is wrapped, since the gradients
      of a wrapped model keep the layout they had.
    """

    def setup_env(self, env_cfg: dict) -> None:
        """Set the environment up, joining the other processes of the run.

        They wait for each other for up to an hour (``dist_cfg.timeout``): the first one
        downloads and evaluates alone.

        Args:
            env_cfg (dict): See :meth:`mmengine.runner.Runner.setup_env`.
        """
        dist_cfg = dict(timeout=LONGEST_WAIT) | env_cfg.get('dist_cfg', {})
        env_cfg = dict(env_cfg) | dict(dist_cfg=dist_cfg)
        if self.distributed and get_device() == 'cpu':
            join_cpu_processes(self.launcher)
        super().setup_env(env_cfg)

    def wrap_model(self, model_wrapper_cfg: dict | None, model: nn.Module) -> nn.Module:
        """Put the model on its device and make it one of several.

        Args:
            model_wrapper_cfg (dict | None): Settings of the wrapper.
            model (nn.Module): The model.

        Returns:
            nn.Module: The model, wrapped in a distributed run.
        """
        if self.cfg.get('channels_last', False):
            model = model.to(memory_format=torch.channels_last)
        if self.cfg.get('sync_bn') is not None:
            self.cfg.sync_bn = usable_sync_bn(self.cfg.sync_bn, self.world_size)
        if self.distributed and get_device() == 'cpu':
            model_wrapper_cfg = cpu_wrapper(model_wrapper_cfg, self.cfg)
        return super().wrap_model(model_wrapper_cfg, model)

    def build_optim_wrapper(
        self, optim_wrapper: dict | OptimWrapper
    ) -> OptimWrapper | OptimWrapperDict:
        """Build the optimizer wrapper, in full precision where there is no GPU.

        Args:
            optim_wrapper (dict | OptimWrapper): Settings, or the wrapper itself.

        Returns:
            OptimWrapper | OptimWrapperDict: The wrapper.
        """
        if isinstance(optim_wrapper, dict):
            optim_wrapper = usable_optim_wrapper(optim_wrapper)
        return super().build_optim_wrapper(optim_wrapper)

    def load_or_resume(self) -> None:
        """Load or resume the checkpoint that the config asks for, once."""
        automatic = self._resume and self._load_from is None
        if automatic and not self._has_loaded:
            self._resume_latest()
        else:
            super().load_or_resume()

    def resume(
        self,
        filename: str,
        resume_optimizer: bool = True,
        resume_param_scheduler: bool = True,
        map_location: str | Callable = 'cpu',
    ) -> None:
        """Go on from a checkpoint.

        Args:
            filename (str): The checkpoint.
            resume_optimizer (bool): Defaults to True.
            resume_param_scheduler (bool): Defaults to True.
            map_location (str | Callable): Where tensors are put before model and
                optimizer take them. Defaults to ``'cpu'``: a GPU without room for a
                second copy is no reason to fail.
        """
        super().resume(filename, resume_optimizer, resume_param_scheduler, map_location)

    def _resume_latest(self) -> None:
        chosen = [newest_readable(self.work_dir) if self.rank == 0 else None]
        broadcast_object_list(chosen)
        if chosen[0] is None:
            self.logger.info(
                f'No checkpoint to resume from in {self.work_dir}: starting anew.'
            )
        else:
            self.resume(chosen[0])

    def load_checkpoint(
        self,
        filename: str,
        map_location: str | Callable = 'cpu',
        strict: bool | None = None,
        revise_keys: Sequence[tuple[str, str]] = ((r'^module\.', ''),),
    ) -> dict:
        """Load weights into the model after comparing keys and shapes.

        Args:
            filename (str): A local path, a URL or a model zoo name.
            map_location (str | Callable): Where tensors are put. Defaults to
                ``'cpu'``.
            strict (bool | None): Whether the fit must be exact. ``None`` asks
                for it when testing or resuming. Defaults to ``None``.
            revise_keys (Sequence[tuple[str, str]]): Patterns replaced in the keys.
                Defaults to stripping ``module.``.

        Returns:
            dict: The whole checkpoint.

        Raises:
            CheckpointError: If the file cannot be used, or does not fit.
        """
        checkpoint = CheckpointLoader.load_checkpoint(filename, map_location)
        checkpoint = with_revised_keys(checkpoint, revise_keys)
        if self._resume:
            require_training_state(checkpoint, filename)
        self._check_fit(checkpoint['state_dict'], filename, strict)
        self.call_hook('after_load_checkpoint', checkpoint=checkpoint)
        load_state_dict(self._bare_model, checkpoint['state_dict'], strict=False)
        self._has_loaded = True
        self.logger.info(f'Loaded checkpoint {filename}')
        return checkpoint

    @property
    def _bare_model(self):
        return self.model.module if is_model_wrapper(self.model) else self.model

    def _check_fit(self, weights: dict, filename: str, strict: bool | None) -> None:
        report = compare_keys(self._bare_model, weights)
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
        self, out_dir: str, filename: str, *args, backend_args=None, **kwargs
    ) -> None:
        """Save a checkpoint, atomically when ``out_dir`` is a local folder.

        Args:
            out_dir (str): The folder to save into.
            filename (str): The name of the file.
            *args: See :meth:`mmengine.runner.Runner.save_checkpoint`.
            backend_args (dict | None): Storage arguments. Defaults to None.
            **kwargs: See :meth:`mmengine.runner.Runner.save_checkpoint`.
        """
        super().save_checkpoint(
            out_dir,
            filename,
            *args,
            backend_args=local_atomic_args(out_dir, backend_args),
            **kwargs,
        )
