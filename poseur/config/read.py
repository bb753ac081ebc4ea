"""Configs by path, or by name in ``model-index.yml``."""

from __future__ import annotations

from copy import deepcopy
from difflib import get_close_matches
from pathlib import Path

from mmengine import load
from mmengine.config import Config

#: The checkout that holds this package; not one if the package is installed elsewhere.
REPO_ROOT = Path(__file__).resolve().parents[2]


def read_config(config: str | Path | Config) -> Config:
    """Read a config by its path, or by its name in ``model-index.yml``.

    Args:
        config: Path, name, or the config itself, which is not changed.

    Raises:
        FileNotFoundError: If there is no such file or name.
        ValueError: If the config has no model or no test data.
    """
    cfg = deepcopy(config) if isinstance(config, Config) else _read(config)
    absent = [key for key in ('model', 'test_dataloader') if key not in cfg]
    if absent:
        raise ValueError(
            f'The config {cfg.filename} has no {", ".join(absent)}. Give the config of '
            'a model, not a file of _base_.'
        )
    return cfg


def _read(config: str | Path) -> Config:
    if Path(config).is_file():
        return Config.fromfile(config)
    known = indexed_configs()
    if str(config) in known:
        return Config.fromfile(known[str(config)])
    if not known:
        raise FileNotFoundError(
            f'The config file {config} does not exist. Names of models are known in a '
            f'checkout of the repository only, and {REPO_ROOT} has no model-index.yml: '
            'give the path of a config file.'
        )
    near = get_close_matches(str(config), known, n=3, cutoff=0.4)
    raise FileNotFoundError(
        f'{config} is neither a config file nor a name in model-index.yml. '
        f'Nearest names: {", ".join(near) or ", ".join(sorted(known)[:3])}.'
    )


def indexed_configs() -> dict[str, Path]:
    """Return the published configs by their names in ``model-index.yml``.

    Empty if the package is installed outside a checkout.
    """
    index = REPO_ROOT / 'model-index.yml'
    if not index.is_file():
        return {}
    return {
        model['Name']: REPO_ROOT / model['Config']
        for part in load(index)['Import']
        for model in load(REPO_ROOT / part)['Models']
    }
