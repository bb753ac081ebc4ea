"""Models with their weights."""

from __future__ import annotations

from pathlib import Path

import torch
from mmengine.config import Config
from mmengine.model import revert_sync_batchnorm
from mmengine.runner import CheckpointLoader
from torch import nn

from poseur.checkpoints import compare_keys, require_exact
from poseur.checkpoints.keys import with_revised_keys
from poseur.config import build_model


def load_model(
    cfg: Config, checkpoint: str | Path, device: str | None = None
) -> nn.Module:
    """Build a model and load weights that must match exactly.

    On CPUs, and if the config sets ``channels_last``, the model uses the channels-last
    memory format, which is faster.

    Args:
        cfg: Config with ``model`` and ``default_scope``.
        checkpoint: File, URL or model zoo name.
        device: Device of the model; by default a CUDA GPU if there is one, otherwise
            the CPU. Apple GPUs are used only on request, because detectors do not run
            there.

    Returns:
        The model in evaluation mode.

    Raises:
        CheckpointError: If the weights cannot be read or do not match.
        ValueError: If there is no such device.
    """
    device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
    check_device(device)
    model = revert_sync_batchnorm(build_model(cfg))
    content = CheckpointLoader.load_checkpoint(str(checkpoint), 'cpu')
    weights = with_revised_keys(content, [(r'^module\.', '')])['state_dict']
    name = cfg.filename or 'the config'
    fix = f'Use the config that it was made with; now it is {name}.'
    require_exact(compare_keys(model, weights), str(checkpoint), fix)
    model.load_state_dict(weights, strict=False)
    if cfg.get('channels_last', False) or torch.device(device).type == 'cpu':
        model = model.to(memory_format=torch.channels_last)  # docs/deployment.md
    return model.to(device).eval()


def check_device(device: str) -> None:
    """Check that tensors can be on a device.

    Raises:
        ValueError: If there is no such device.
    """
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:  # PyTorch without CUDA asserts
        count = torch.cuda.device_count()
        raise ValueError(
            f'--device {device}: PyTorch has no such device here. Give cpu, or cuda:N '
            f'for one of the {count} GPUs that it finds.'
        ) from error
