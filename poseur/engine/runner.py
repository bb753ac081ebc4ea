"""mmengine's runner with safe, atomic and checked checkpoints."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import torch
from mmengine.device import get_device
from mmengine.dist import broadcast_object_list
from mmengine.logging import MMLogger
from mmengine.optim import OptimWrapper, OptimWrapperDict
from mmengine.runner import BaseLoop, Runner
from mmpose.registry import RUNNERS
from torch import nn
from torch.utils.data import DataLoader

from .agreement import AgreementMixin
from .batch_size import accumulated_steps, batch_size_warning
from .console import shorten_console
from .cpu_fallback import (
    cpu_wrapper,
    join_cpu_processes,
    usable_optim_wrapper,
    usable_sync_bn,
)
from .data_loaders import seeded_loader, skipping_loader, usable_loader
from .folder_lock import FolderBusyError, folder_lock
from .resuming import ResumingMixin
from .resuming_loops import ResumingEpochLoop, ResumingIterLoop
from .stop_signals import StopSignals

LONGEST_WAIT = 3600  # seconds


@RUNNERS.register_module()
class PoseurRunner(AgreementMixin, ResumingMixin, Runner):
    """mmengine's ``Runner`` with ten differences.

    - Config, model, datasets and evaluators are compared before the first step, see
      :class:`AgreementMixin`.
    - Checkpoints are written atomically to local disks, hold plain data, and are never
      written or resumed with weights that are not finite.
    - Automatic resume skips truncated checkpoints, with a warning for each, and uses
      the newest usable one in all processes.
    - A training that gets SIGTERM, SIGINT or SIGUSR1 saves a checkpoint and stops. A
      resumed one goes on at the next batch, also within an epoch.
    - A training locks its work directory.
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
    - The console shows no long reports, see :class:`ConsoleFilter`.
    """

    def build_logger(self, *args: Any, **kwargs: Any) -> MMLogger:
        """Build the logger.

        Args:
            *args: See :meth:`mmengine.runner.Runner.build_logger`.
            **kwargs: See :meth:`mmengine.runner.Runner.build_logger`.
        """
        logger = super().build_logger(*args, **kwargs)
        shorten_console(logger)
        return logger

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
        """Build a data loader whose samples can be seeded, and whose batches skipped.

        Options of workers have no effect without workers.

        Args:
            dataloader: The data loader or its config.
            *args: See :meth:`mmengine.runner.Runner.build_dataloader`.
            **kwargs: See :meth:`mmengine.runner.Runner.build_dataloader`.
        """
        if isinstance(dataloader, dict):
            dataloader = usable_loader(dataloader)
            dataloader = skipping_loader(seeded_loader(dataloader))
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

    def scale_lr(
        self, optim_wrapper: OptimWrapper, auto_scale_lr: dict | None = None
    ) -> None:
        """Scale the learning rate if asked for; else warn where it does not fit.

        Accumulated gradients count as a larger batch.

        Args:
            optim_wrapper: Wrapper whose learning rates are scaled.
            auto_scale_lr: See :meth:`mmengine.runner.Runner.scale_lr`.
        """
        if auto_scale_lr and auto_scale_lr.get('enable', False):
            base = auto_scale_lr['base_batch_size'] / accumulated_steps(self.cfg)
            auto_scale_lr = dict(auto_scale_lr, base_batch_size=base)
        super().scale_lr(optim_wrapper, auto_scale_lr)
        warning = batch_size_warning(self.cfg, self.world_size)
        if warning:
            self.logger.warning(warning)

    def build_train_loop(self, loop: BaseLoop | dict) -> BaseLoop:
        """Build the training loop, by default one that resumes within an epoch.

        Args:
            loop: The loop, or its config with ``type`` or ``by_epoch``.
        """
        if isinstance(loop, dict) and 'type' not in loop:
            loop = dict(loop)
            by_epoch = loop.pop('by_epoch')
            loop['type'] = ResumingEpochLoop if by_epoch else ResumingIterLoop
        return super().build_train_loop(loop)

    def train(self) -> nn.Module:
        """Train in a locked work directory, until the end or a signal.

        Returns:
            The trained model.

        Raises:
            FolderBusyError: If another run trains in the work directory.
            TrainingInterrupted: If a signal has stopped the training.
        """
        with ExitStack() as stack:
            self.stop_signals = stack.enter_context(StopSignals())
            self._lock_folder(stack)
            return super().train()

    def _lock_folder(self, stack: ExitStack) -> None:
        """Lock the work directory in the first process, for all."""
        fault: list[FolderBusyError | None] = [None]
        if self.rank == 0:
            try:
                stack.enter_context(folder_lock(Path(self.work_dir), wait=False))
            except FolderBusyError as error:
                fault = [error]
        broadcast_object_list(fault)
        if fault[0] is not None:
            raise fault[0]
