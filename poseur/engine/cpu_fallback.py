"""CPU fallbacks for settings that mmengine expects a GPU for."""

from __future__ import annotations

import os
from pathlib import Path

import torch
from mmengine.config import Config
from mmengine.device import get_device
from mmengine.logging import print_log
from torch import cuda, distributed

NVIDIA_DRIVER = Path('/proc/driver/nvidia/version')
AMP_OPTIONS = ('loss_scale', 'dtype', 'use_fsdp')


def join_cpu_processes(launcher: str) -> None:
    """Initialize the process group of a run on CPUs, with Gloo.

    Args:
        launcher: How the processes were started.

    Raises:
        ValueError: If they were not started by torchrun.
        RuntimeError: If there are GPUs that PyTorch cannot use, unless the environment
            hides them.
    """
    if NVIDIA_DRIVER.exists() and 'CUDA_VISIBLE_DEVICES' not in os.environ:
        raise RuntimeError(
            f'This machine has an NVIDIA driver, but PyTorch {torch.__version__}, '
            f'built for CUDA {torch.version.cuda}, cannot use it; probably it is too '
            'old (nvidia-smi shows its CUDA version). Update the driver, install '
            'another PyTorch, or set CUDA_VISIBLE_DEVICES= to compute on CPUs.'
        )
    if launcher != 'pytorch':
        raise ValueError(
            f'--launcher {launcher} needs GPUs, and PyTorch finds none here. On CPUs, '
            'start the processes with torchrun (tools/dist_train.sh) and --launcher '
            'pytorch.'
        )
    if not distributed.is_initialized():
        distributed.init_process_group('gloo')


def cpu_wrapper(wrapper: dict | None, cfg: Config) -> dict:
    """Return the config of the model wrapper for a model on the CPU.

    It holds no device numbers.

    Args:
        wrapper: Wrapper section of the config.
        cfg: The whole config.
    """
    defaults = dict(
        type='MMDistributedDataParallel',
        broadcast_buffers=False,
        find_unused_parameters=cfg.get('find_unused_parameters', False),
    )
    return {**defaults, **(wrapper or {}), 'device_ids': None}


def usable_sync_bn(implementation: str | None, world_size: int) -> str | None:
    """Return ``sync_bn`` of a config if it works here; otherwise log that, return None.

    Args:
        implementation: ``'torch'``, ``'mmcv'`` or None for ordinary batch norm.
        world_size: Number of processes.
    """
    if implementation is None:
        return None
    if world_size > 1 and get_device() != 'cpu':
        return implementation
    reason = 'on CPUs' if get_device() == 'cpu' else 'in one process'
    print_log(
        f'sync_bn={implementation!r} has no effect {reason}: batch norm uses the '
        'statistics of each process.',
        logger='current',
    )
    return None


def usable_optim_wrapper(optim_wrapper: dict) -> dict:
    """Return the config of the optimizer wrapper, in full precision without CUDA.

    The change of ``AmpOptimWrapper`` to ``OptimWrapper`` is logged.

    Args:
        optim_wrapper: Config of any optimizer wrapper.
    """
    if optim_wrapper.get('type') != 'AmpOptimWrapper' or cuda.is_available():
        return optim_wrapper
    print_log(
        'AmpOptimWrapper needs a GPU: training in full precision.', logger='current'
    )
    kept = {k: v for k, v in optim_wrapper.items() if k not in AMP_OPTIONS}
    return kept | dict(type='OptimWrapper')
