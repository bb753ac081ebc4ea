"""mmengine's runner with safe, atomic and checked checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from mmengine.device import get_device
from mmengine.dist import broadcast_object_list
from mmengine.optim import OptimWrapper, OptimWrapperDict
from mmengine.runner import BaseLoop, CheckpointLoader, Runner
from mmengine.runner.checkpoint import load_state_dict
from mmpose.registry import RUNNERS
from torch import nn
from torch.utils.data import DataLoader

from poseur.checkpoints import (
    CheckpointMismatchError,
    compare_keys,
    newest_readable,
    require_exact,
)
from poseur.checkpoints.atomic_io import local_atomic_args
from poseur.checkpoints.keys import with_revised_keys
from poseur.checkpoints.resume import require_training_state

from .agreement import AgreementMixin
from .cpu_fallback import (
    cpu_wrapper,
    join_cpu_processes,
    usable_optim_wrapper,
    usable_sync_bn,
)
from .data_loaders import seeded_loader, usable_loader
from .model_wrapper import unwrap_model

LONGEST_WAIT = 3600  # seconds
EXACT_FIX = (
    'Use the config that the checkpoint was trained with, or pass --allow-mismatch '
    '(config key allow_mismatch=True) to load the keys that fit.'
)


@RUNNERS.register_module()
class PoseurRunner(AgreementMixin, Runner):
    """mmengine's ``Runner`` with seven differences.

    - Config, model, datasets and evaluators are compared before the first step, see
      :class:`AgreementMixin`.
    - Checkpoints are written atomically to local disks.
    - Automatic resume skips truncated checkpoints, with a warning for each, and uses
      the newest readable one in all processes.
    - Keys are compared before weights are loaded. Tests and resumed runs need an exact
      match; ``load_from`` in training needs some keys to match and logs the others.
      ``allow_mismatch=True`` in the config permits other keys in tests, too.
    - Every dataset can seed its samples, so that a run repeats with any number of
      workers; see :class:`EpochSeedHook`.
    - Several processes can train and test without GPUs. Mixed precision and
      ``sync_bn`` then fall back to full precision and ordinary batch norm, with a log
      message.
    - ``channels_last=True`` in the config selects the memory layout in which
      convolutions run fastest on CPUs, and with AMP on GPUs. It is applied before the
      model is wrapped, since the gradients of a wrapped model keep their layout.
    """

    def setup_env(self, env_cfg: dict) -> None:
        """Set up the environment and the process group of the run.

        Processes wait for each other for up to an hour by default
        (``dist_cfg.timeout``, in seconds), since the first one downloads and evaluates
        alone.

        Args:
            env_cfg: See :meth:`mmengine.runner.Runner.setup_env`.
        """
        dist_cfg = dict(timeout=LONGEST_WAIT) | env_cfg.get('dist_cfg', {})
        env_cfg = dict(env_cfg) | dict(dist_cfg=dist_cfg)
        if self.distributed and get_device() == 'cpu':
            join_cpu_processes(self.launcher)
        super().setup_env(env_cfg)

    def set_randomness(self, seed: int | None, *args: Any, **kwargs: Any) -> None:
        """Seed all random numbers.

        Args:
            seed: The seed; None draws one.
            *args: See :meth:`mmengine.runner.Runner.set_randomness`.
            **kwargs: See :meth:`mmengine.runner.Runner.set_randomness`.

        Raises:
            ValueError: If the seed is not an integer that NumPy and PyTorch take.
        """
        if seed is not None and not (isinstance(seed, int) and 0 <= seed < 2**32):
            raise ValueError(
                f'randomness.seed={seed!r} must be an integer from 0 to {2**32 - 1}; '
                'correct it in the config or after --seed, or set None to draw one'
            )
        super().set_randomness(seed, *args, **kwargs)

    @staticmethod
    def build_dataloader(
        dataloader: DataLoader | dict, *args: Any, **kwargs: Any
    ) -> DataLoader:
        """Build a data loader whose dataset can seed its samples.

        Options of workers have no effect without workers.

        Args:
            dataloader: The data loader or its config.
            *args: See :meth:`mmengine.runner.Runner.build_dataloader`.
            **kwargs: See :meth:`mmengine.runner.Runner.build_dataloader`.
        """
        if isinstance(dataloader, dict):
            dataloader = seeded_loader(usable_loader(dataloader))
        return Runner.build_dataloader(dataloader, *args, **kwargs)

    def wrap_model(self, model_wrapper_cfg: dict | None, model: nn.Module) -> nn.Module:
        """Move the model to its device and wrap it in a distributed run.

        Args:
            model_wrapper_cfg: Config of the wrapper.
            model: The model.
        """
        if self.cfg.get('channels_last', False):
            # PyTorch's stubs lack the overload with memory_format alone.
            model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        if self.cfg.get('sync_bn') is not None:
            self.cfg.sync_bn = usable_sync_bn(self.cfg.sync_bn, self.world_size)
        if self.distributed and get_device() == 'cpu':
            model_wrapper_cfg = cpu_wrapper(model_wrapper_cfg, self.cfg)
        return super().wrap_model(model_wrapper_cfg, model)

    def build_optim_wrapper(
        self, optim_wrapper: dict | OptimWrapper
    ) -> OptimWrapper | OptimWrapperDict:
        """Build the optimizer wrapper, in full precision if there is no GPU."""
        if isinstance(optim_wrapper, dict):
            optim_wrapper = usable_optim_wrapper(optim_wrapper)
        return super().build_optim_wrapper(optim_wrapper)

    def load_or_resume(self) -> None:
        """Load or resume from the checkpoint of the config, once."""
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
        """Resume from a checkpoint.

        Args:
            filename: The checkpoint.
            resume_optimizer: Whether to restore the optimizer.
            resume_param_scheduler: Whether to restore the schedulers.
            map_location: Device of the tensors of the file before they are copied to
                model and optimizer. The CPU needs no room for a second copy on the GPU.
        """
        super().resume(filename, resume_optimizer, resume_param_scheduler, map_location)

    def _resume_latest(self) -> None:
        chosen = [newest_readable(self.work_dir) if self.rank == 0 else None]
        broadcast_object_list(chosen)
        if chosen[0] is None:
            self.logger.info(
                f'No checkpoint to resume from in {self.work_dir}: starting a new run.'
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
        self._check_fit(checkpoint['state_dict'], filename, strict)
        self.call_hook('after_load_checkpoint', checkpoint=checkpoint)
        load_state_dict(
            unwrap_model(self.model), checkpoint['state_dict'], strict=False
        )
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
        backend_args: dict | None = None,
        **kwargs: object,
    ) -> None:
        """Save a checkpoint, atomically if ``out_dir`` is a local folder.

        Args:
            out_dir: Folder to save into.
            filename: Name of the file.
            *args: See :meth:`mmengine.runner.Runner.save_checkpoint`.
            backend_args: Storage arguments, which take precedence.
            **kwargs: See :meth:`mmengine.runner.Runner.save_checkpoint`.
        """
        super().save_checkpoint(
            out_dir,
            filename,
            *args,
            backend_args=local_atomic_args(out_dir, backend_args),
            **kwargs,
        )
