"""A study: which configs are trained, with which changes and seeds."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mmengine.config import Config

from poseur.engine.config_check import merge_options

RUN_KEYS = {'name', 'config', 'overrides', 'seeds'}


class StudyError(ValueError):
    """A study file that cannot be used, or that does not fit earlier results."""


@dataclass(frozen=True)
class StudyRun:
    """One training of a study.

    Attributes:
        name: What its row of the table is called; runs of other seeds share it.
        config: Path of the config.
        overrides: Changes to the config, as for ``--cfg-options``.
        seed: Random seed.
    """

    name: str
    config: Path
    overrides: Mapping[str, object]
    seed: int

    @property
    def folder(self) -> str:
        """Name of the run's folder: letters, digits and ``.-_`` only."""
        return f'{re.sub(r"[^A-Za-z0-9.]+", "-", self.name).strip("-")}_seed{self.seed}'

    @property
    def digest(self) -> str:
        """Digest of all settings; where the data lies does not matter."""
        cfg = self.load_config()
        text = json.dumps(cfg.to_dict(), sort_keys=True, default=str)
        if cfg.get('data_root'):
            text = text.replace(str(cfg.data_root), 'data_root')
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def load_config(self) -> Config:
        """Read the config with all changes of this run.

        Raises:
            StudyError: If an override names a setting that does not exist.
        """
        cfg = Config.fromfile(self.config)
        try:
            merge_options(cfg, self.overrides)
        except ValueError as error:
            raise StudyError(f'run {self.name!r}: {error}') from error
        cfg.randomness = dict(cfg.get('randomness', {}), seed=self.seed)
        return cfg


@dataclass(frozen=True)
class Study:
    """Runs that are compared by one metric.

    Attributes:
        title: First line of the file's docstring.
        metric: Name of the metric, as the evaluator gives it; higher is better.
        runs: All runs.
    """

    title: str
    metric: str
    runs: tuple[StudyRun, ...]


def load_study(path: Path) -> Study:
    """Read a study file.

    It is a Python file with a docstring, ``metric`` and ``runs``, a list of
    dictionaries: ``name``, ``config`` (a path relative to this file), and optionally
    ``overrides`` (as for ``--cfg-options``) and ``seeds``, by default ``[0]``.

    Raises:
        StudyError: If something of this is missing, wrong or given twice.
    """
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    content = Config.fromfile(path, import_custom_modules=False).to_dict()
    for key, kind in (('metric', str), ('runs', Sequence)):
        if not isinstance(content.get(key), kind):
            raise StudyError(f'{path}: set {key} (a {kind.__name__})')
    runs = tuple(
        run
        for index, entry in enumerate(content['runs'])
        for run in _parse_runs(entry, f'{path}: runs[{index}]', path.parent)
    )
    folders = [run.folder for run in runs]
    twice = sorted({name for name in folders if folders.count(name) > 1})
    if twice:
        raise StudyError(f'{path}: two runs are called {twice[0]}; rename one')
    title = docstring.splitlines()[0].rstrip('.') if docstring else path.stem
    return Study(title, content['metric'], runs)


def _parse_runs(entry: Mapping, place: str, folder: Path) -> list[StudyRun]:
    """The runs of one entry, one for each seed."""
    unknown = set(entry) - RUN_KEYS
    if unknown or not {'name', 'config'} <= set(entry):
        raise StudyError(
            f'{place} has the keys {", ".join(entry)}; it needs name and config, and '
            'may have overrides and seeds'
        )
    config = folder / entry['config']
    if not config.is_file():
        raise StudyError(
            f'{place}: there is no {config}; paths are relative to the study file'
        )
    overrides, seeds = entry.get('overrides', {}), entry.get('seeds', [0])
    return [StudyRun(entry['name'], config, overrides, seed) for seed in seeds]
