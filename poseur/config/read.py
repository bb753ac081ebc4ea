"""Configs by path, or by name in ``model-index.yml``; errors name the file."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from difflib import get_close_matches
from os.path import samefile
from pathlib import Path
from traceback import walk_tb
from typing import Any

from mmengine import load
from mmengine.config import Config

#: The checkout that holds this package; not one if the package is installed elsewhere.
REPO_ROOT = Path(__file__).resolve().parents[2]
REQUIRED = ('model', 'test_dataloader')


class ConfigError(ValueError):
    """A config file that cannot be read, or lacks what is needed of it."""


def read_config_file(path: str | Path, **kwargs: Any) -> Config:
    """Read any config file, also one without a model.

    Args:
        path: The file.
        **kwargs: As for :meth:`mmengine.config.Config.fromfile`.

    Raises:
        FileNotFoundError: If the file does not exist.
        ConfigError: If it, or a file of its ``_base_``, cannot be read or executed.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f'The config file {path} does not exist.')
    try:
        return Config.fromfile(path, **kwargs)
    except (Exception, SystemExit) as error:  # a config is code, which raises anything
        place = _file_being_read(error) or path
        base = '' if samefile(place, path) else f', a _base_ of {path},'
        raise ConfigError(
            f'The config file {place}{base} cannot be read: {type(error).__name__}: '
            f'{error}. Correct this file, or the path of the _base_ that it names.'
        ) from error


def _file_being_read(error: BaseException) -> str | None:
    """Return the file that mmengine was reading when an error occurred."""
    frames = [frame.f_locals for frame, _ in walk_tb(error.__traceback__)]
    names = [each['filename'] for each in frames if 'filename' in each]
    configs = [str(name) for name in names if Path(str(name)).is_file()]
    return configs[-1] if configs else None


def read_config(config: str | Path | Config) -> Config:
    """Read a config by its path, or by its name in ``model-index.yml``.

    Args:
        config: Path, name, or the config itself, which is not changed.

    Raises:
        FileNotFoundError: If there is no such file or name.
        ConfigError: If the file cannot be read, or the config has no model or no test
            data.
    """
    cfg = deepcopy(config) if isinstance(config, Config) else _read(config)
    absent = [key for key in REQUIRED if key not in cfg]
    if absent:
        raise ConfigError(
            f'The config {cfg.filename} has no {", ".join(absent)}. Give the config of '
            'a model, not a file of _base_.'
        )
    for key in REQUIRED:
        if not isinstance(cfg[key], Mapping):
            raise ConfigError(
                f'The config {cfg.filename}: {key} is {cfg[key]!r}. Give a dictionary.'
            )
    return cfg


def _read(config: str | Path) -> Config:
    if Path(config).is_file():
        return read_config_file(config)
    known = indexed_configs()
    if str(config) in known:
        return read_config_file(known[str(config)])
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
