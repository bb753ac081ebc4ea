"""Reading of config files, with errors that name the file and the line."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from mmengine.config import Config

from .find import find_config


class ConfigError(ValueError):
    """A config file cannot be read, or lacks what is needed of it."""


def read_config(config: str | Path | Config) -> Config:
    """Read the config of a model that can be tested.

    Args:
        config: Path or name as for :func:`find_config`, or the config itself, which is
            not changed.

    Raises:
        FileNotFoundError: If there is no such file or name.
        ConfigError: If the file cannot be read, or the config has no model or no test
            data.
    """
    cfg = deepcopy(config) if isinstance(config, Config) else read_file(config)
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
        path: Path or name, as for :func:`find_config`.
        import_custom_modules: Whether to import the modules of its ``custom_imports``.

    Raises:
        FileNotFoundError: If a file does not exist; of ``_base_``, the message names
            the config that has the entry.
        ConfigError: If a file cannot be read or executed.
    """
    path = find_config(path)
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
