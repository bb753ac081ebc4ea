"""Several processes without GPUs, which mmengine takes for granted."""

from __future__ import annotations

from mmengine.config import Config
from torch import distributed


def join_cpu_processes(launcher: str) -> None:
    """Join the processes of a run through gloo.

    Args:
        launcher (str): How the processes were started.

    Raises:
        ValueError: If they were not started by torchrun.
    """
    if launcher != 'pytorch':
        raise ValueError(
            f'--launcher {launcher} needs GPUs, and PyTorch finds none here. On CPUs '
            'start the processes with torchrun (tools/dist_train.sh) and --launcher '
            'pytorch.'
        )
    if not distributed.is_initialized():
        distributed.init_process_group('gloo')


def cpu_wrapper(wrapper: dict | None, cfg: Config) -> dict:
    """Settings of the model wrapper for a model on the CPU.

    Args:
        wrapper (dict | None): Settings from the config.
        cfg (Config): The whole config.

    Returns:
        dict: Settings without device numbers.
    """
    defaults = dict(
        type='MMDistributedDataParallel',
        broadcast_buffers=False,
        find_unused_parameters=cfg.get('find_unused_parameters', False),
    )
    return {**defaults, **(wrapper or {}), 'device_ids': None}
