"""Studies: configs to train, with changes and seeds."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mmengine.config import Config

from poseur.config import merge_options

#: Keys of an entry in ``runs``, with their types and defaults.
ENTRY: dict[str, tuple[type, Any]] = {
    'name': (str, None),
    'config': (str, None),
    'overrides': (dict, {}),
    'seeds': (list, [0]),
}


class StudyError(ValueError):
    """A study file is invalid or does not match earlier results."""


@dataclass(frozen=True)
class StudyRun:
    """One training of a study.

    Attributes:
        name: Name of the run's row in the table, shared by all seeds.
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
        """Name of the run's folder, of letters, digits and ``.-_`` only."""
        return f'{re.sub(r"[^A-Za-z0-9.]+", "-", self.name).strip("-")}_seed{self.seed}'

    @cached_property
    def digest(self) -> str:
        """Digest of the run's settings, see :func:`settings_digest`."""
        return settings_digest(self.load_config())

    def load_config(self) -> Config:
        """Read the config and apply the changes of this run.

        Raises:
            StudyError: If an override names a setting that does not exist, or the
                schedule of the config counts iterations instead of epochs.
        """
        cfg = Config.fromfile(self.config)
        try:
            merge_options(cfg, self.overrides)
        except ValueError as error:
            raise StudyError(f'run {self.name!r}: {error}') from error
        if not cfg.get('log_processor', {}).get('by_epoch', True):
            raise StudyError(
                f'run {self.name!r}: {self.config.name} counts iterations; studies '
                'compare epochs, so give a config with a schedule in epochs'
            )
        cfg.randomness = dict(cfg.get('randomness', {}), seed=self.seed)
        return cfg


@dataclass(frozen=True)
class Study:
    """Runs that are compared by one metric.

    Attributes:
        title: First line of the file's docstring.
        metric: Name of the metric, as in the evaluator's results; higher is better.
        runs: All runs.
    """

    title: str
    metric: str
    runs: tuple[StudyRun, ...]


def load_study(path: Path) -> Study:
    """Read a study file, and check the configs of its runs.

    The file is Python, with a docstring, ``metric`` and ``runs``. ``runs`` is a list of
    dictionaries with ``name``, ``config`` (a path relative to the file), and optionally
    ``overrides`` (as for ``--cfg-options``) and ``seeds``, by default ``[0]``.

    Raises:
        StudyError: If an entry is missing, invalid or given twice.
    """
    if not path.is_file():
        raise StudyError(f'there is no study file {path}')
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    content = Config.fromfile(path, import_custom_modules=False).to_dict()
    for key, kind in (('metric', str), ('runs', Sequence)):
        if not (isinstance(content.get(key), kind) and content[key]):
            raise StudyError(f'{path}: set {key} (a {kind.__name__}, not empty)')
    runs = tuple(
        run
        for index, entry in enumerate(content['runs'])
        for run in _parse_runs(entry, f'{path}: runs[{index}]', path.parent)
    )
    _check_names(runs, path)
    title = docstring.splitlines()[0].rstrip('.') if docstring else path.stem
    return Study(title, content['metric'], runs)


def _parse_runs(entry: Mapping, place: str, folder: Path) -> list[StudyRun]:
    """Return the runs of one entry, one for each seed, after reading their config."""
    unknown = set(entry) - set(ENTRY)
    if unknown or not {'name', 'config'} <= set(entry):
        raise StudyError(
            f'{place} has the keys {", ".join(entry)}; it needs name and config, and '
            'may have overrides and seeds'
        )
    for key, value in entry.items():
        kind = ENTRY[key][0]
        if not isinstance(value, kind):
            raise StudyError(f'{place}: {key}={value!r} is not a {kind.__name__}')
    name, config, overrides, seeds = (
        entry.get(key, default) for key, (_, default) in ENTRY.items()
    )
    if not (seeds and all(isinstance(seed, int) for seed in seeds)):
        raise StudyError(
            f'{place}: seeds={seeds!r} is not a list of one integer or more'
        )
    if not (folder / config).is_file():
        raise StudyError(
            f'{place}: there is no {folder / config}; paths are relative to the study '
            'file'
        )
    runs = [StudyRun(name, folder / config, overrides, seed) for seed in seeds]
    runs[0].load_config()
    return runs


def _check_names(runs: Iterable[StudyRun], path: Path) -> None:
    """Refuse runs that share a folder, or a row of the table but not its settings."""
    folders: set[str] = set()
    settings: dict[str, tuple] = {}
    for run in runs:
        if run.folder.startswith('_'):
            raise StudyError(f'{path}: name={run.name!r} needs a letter or digit')
        if run.folder in folders:
            raise StudyError(f'{path}: two runs are called {run.folder}; rename one')
        folders.add(run.folder)
        own = (run.config, run.overrides)
        if settings.setdefault(run.name, own) != own:
            raise StudyError(
                f'{path}: runs called {run.name!r} differ in more than their seed; '
                'rename one'
            )


def settings_digest(cfg: Config) -> str:
    """Return a digest of all settings except the location of the data."""
    cfg = Config(cfg.to_dict())
    if 'data_root' in cfg:
        merge_options(cfg, dict(data_root='data'))  # changes the paths below it too
    text = json.dumps(cfg.to_dict(), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def batch_size_warning(cfg: Config, processes: int) -> str | None:
    """Return a warning if the batch size does not match the learning rate.

    Args:
        cfg: Config of the training.
        processes: Number of training processes.
    """
    scaling = cfg.get('auto_scale_lr', {})
    expected = scaling.get('base_batch_size')
    actual = cfg.train_dataloader.batch_size * processes
    if expected in (None, actual) or scaling.get('enable', False):
        return None
    return (
        f'a step has {actual} images, but the learning rate is for {expected}: give '
        '--gpus, or change the rate among the overrides'
    )
