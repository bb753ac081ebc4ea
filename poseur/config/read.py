"""Configs by path, or by name in ``model-index.yml``."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from copy import deepcopy
from difflib import get_close_matches
from pathlib import Path

from mmengine import load
from mmengine.config import Config

#: The checkout that holds this package; not one if the package is installed elsewhere.
REPO_ROOT = Path(__file__).resolve().parents[2]


class ConfigError(ValueError):
    """A config file cannot be read, or lacks what is needed of it."""


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
    require_parts(cfg, 'model', 'test_dataloader')
    return cfg


def require_parts(cfg: Config, *keys: str) -> None:
    """Check that a config has some parts, and that its model has a type.

    Raises:
        ConfigError: If one is missing or no dictionary.
    """
    absent = [key for key in keys if key not in cfg]
    if absent:
        raise ConfigError(
            f'The config {cfg.filename} has no {", ".join(absent)}. Give the config of '
            'a model, not a file of _base_.'
        )
    for key in keys:
        if not isinstance(cfg[key], Mapping):
            raise ConfigError(
                f'The config {cfg.filename}: {key} is {cfg[key]!r}. Give a dictionary.'
            )
    if 'type' not in cfg.model:
        raise ConfigError(
            f'The config {cfg.filename}: model has no type. Set the class of the model.'
        )


def read_file(path: str | Path, import_custom_modules: bool = True) -> Config:
    """Read a config file and those of its ``_base_``.

    Args:
        path: The file.
        import_custom_modules: Whether to import the modules of its ``custom_imports``.

    Raises:
        FileNotFoundError: If a file does not exist; of ``_base_``, the message names
            the config that has the entry.
        ConfigError: If a file cannot be read or executed.
    """
    try:
        return Config.fromfile(path, import_custom_modules=import_custom_modules)
    except (Exception, SystemExit) as error:  # configs are code and raise anything
        files = _files_being_read(error) or [str(path)]
        if not os.path.isfile(files[-1]):
            raise FileNotFoundError(_describe_missing(files)) from error
        place = f'{files[-1]}{_line_of(error, files[-1])}'
        problem = f'{type(error).__name__}: {error}'.rstrip('.!')
        raise ConfigError(
            f'{place}: the config cannot be read: {problem}. Correct it there.'
        ) from error


def _files_being_read(error: BaseException) -> list[str]:
    """Return the config and the ``_base_`` files that led to an error, in order."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    reading = [f for f in frames if f.f_code.co_name in ('fromfile', '_file2dict')]
    names = [os.path.abspath(str(frame.f_locals['filename'])) for frame in reading]
    return list(dict.fromkeys(names))


def _describe_missing(files: list[str]) -> str:
    if len(files) == 1:
        kind = 'is a folder' if os.path.isdir(files[0]) else 'does not exist'
        return f'The config file {files[0]} {kind}. Check the path.'
    config, missing = files[-2:]
    entry = os.path.relpath(missing, os.path.dirname(config))
    return (
        f'{config}: the entry {entry} of its _base_ does not exist ({missing}). '
        'Correct it, or copy that file too: entries are relative to the config.'
    )


def _line_of(error: BaseException, file: str) -> str:
    """Return the line of a file that raised an error, as ``:7``; empty if unknown."""
    entries = traceback.extract_tb(error.__traceback__)
    lines = [entry.lineno for entry in entries if entry.filename == file]
    line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
    return '' if line is None else f':{line}'


def _read(config: str | Path) -> Config:
    if Path(config).is_file():
        return read_file(config)
    known = indexed_configs()
    if str(config) in known:
        return read_file(known[str(config)])
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
