"""Configs by path or name, and models with their weights."""

from __future__ import annotations

from copy import deepcopy
from difflib import get_close_matches
from pathlib import Path

import torch
from mmengine import load
from mmengine.config import Config
from mmengine.model import revert_sync_batchnorm
from mmengine.runner import CheckpointLoader
from torch import nn

from poseur.checkpoints import compare_keys, require_exact
from poseur.checkpoints.keys import with_revised_keys
from poseur.config import build_model

REPO_ROOT = Path(__file__).resolve().parents[2]


def read_config(config: str | Path | Config) -> Config:
    """Read a config by its path, or by its name in ``model-index.yml``.

    Args:
        config: Path, name, or the config itself, which stays as it is.

    Raises:
        FileNotFoundError: If there is no such file or name.
        ValueError: If it describes no model or no test.
    """
    cfg = deepcopy(config) if isinstance(config, Config) else _read(config)
    absent = [key for key in ('model', 'test_dataloader') if key not in cfg]
    if absent:
        raise ValueError(
            f'The config {cfg.filename} has no {", ".join(absent)}. Give the config of '
            'a model, none of _base_.'
        )
    return cfg


def _read(config: str | Path) -> Config:
    if Path(config).is_file():
        return Config.fromfile(config)
    known = indexed_configs()
    if str(config) not in known:
        near = get_close_matches(str(config), known, n=3, cutoff=0.4)
        raise FileNotFoundError(
            f'{config} is neither a config file nor a name in model-index.yml. '
            f'Nearest names: {", ".join(near) or ", ".join(sorted(known)[:3])}.'
        )
    return Config.fromfile(known[str(config)])


def indexed_configs() -> dict[str, Path]:
    """The published configs by their names in ``model-index.yml``."""
    index = REPO_ROOT / 'model-index.yml'
    if not index.is_file():
        return {}
    return {
        model['Name']: REPO_ROOT / model['Config']
        for part in load(index)['Import']
        for model in load(REPO_ROOT / part)['Models']
    }


def load_model(
    cfg: Config, checkpoint: str | Path, device: str | None = None
) -> nn.Module:
    """Build a model and fill it with weights that must fit exactly.

    On CPUs, and where the config has ``channels_last``, its convolutions are laid out
    channels-last, which is faster.

    Args:
        cfg: Config with ``model`` and ``default_scope``.
        checkpoint: File, URL or zoo name.
        device: Where the model goes; None: to a CUDA GPU if there is one, else the CPU.
            Apple's GPUs have to be asked for: detectors do not run there.

    Returns:
        The model, for testing.

    Raises:
        CheckpointError: If the weights cannot be read or do not fit.
    """
    device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
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
