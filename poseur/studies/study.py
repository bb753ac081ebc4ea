"""Studies: configs to train and test, with changes and seeds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mmengine.config import Config

from poseur.config import merge_options, read_file
from poseur.config.variables import VARIABLES

#: Parts of a config that no result depends on.
WITHOUT_EFFECT = {'custom_imports', 'log_level', 'log_processor', 'visualizer'}


class StudyError(ValueError):
    """A study file is invalid or does not match earlier results."""


@dataclass(frozen=True)
class StudyRun:
    """One training of a study with its test, or another test of its checkpoint.

    Attributes:
        name: Name of the run's row in the table, shared by all seeds.
        config: Path of the config.
        overrides: Changes to the config, as for ``--cfg-options``; those of a test are
            made after those of its training.
        seed: Random seed.
        trained_by: Run whose checkpoint is tested; None for a run with a training.
    """

    name: str
    config: Path
    overrides: Mapping[str, object]
    seed: int
    trained_by: StudyRun | None = None

    @property
    def folder(self) -> str:
        """Name of the run's folder, of letters, digits and ``.-_`` only.

        The folder of a test lies in that of its training, so that both are deleted
        together.
        """
        name = re.sub(r'[^A-Za-z0-9.]+', '-', self.name).strip('-')
        own = f'{name}_seed{self.seed}'
        return f'{self.trained_by.folder}/{own}' if self.trained_by else own

    @property
    def all_overrides(self) -> dict[str, object]:
        """Changes to the config, those of the training included."""
        trained = self.trained_by.overrides if self.trained_by else {}
        return {**trained, **self.overrides}

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
        if self.trained_by:
            cfg = self.trained_by.load_config()
        else:
            cfg = read_file(self.config)
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
        runs: All runs, tests of a checkpoint after the run that trains it.
        also: Name of a second metric, or None.
        reference: Name of the runs that the others are compared with, or None.
        photographs: Whether the report may show the test images. Some licenses forbid
            to pass them on.
    """

    title: str
    metric: str
    runs: tuple[StudyRun, ...]
    also: str | None = None
    reference: str | None = None
    photographs: bool = True

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of both metrics, or of the only one."""
        return (self.metric, self.also) if self.also else (self.metric,)


def settings_digest(cfg: Config) -> str:
    """Return a digest of all settings that results depend on.

    The location of the data, logging and drawing do not count, nor do variables of
    config files, since the parts hold copies of them.
    """
    cfg = Config(cfg.to_dict())
    if 'data_root' in cfg:
        merge_options(cfg, dict(data_root='data'))  # changes the paths below it too
    left_out = VARIABLES | WITHOUT_EFFECT
    settings = {k: v for k, v in cfg.to_dict().items() if k not in left_out}
    text = json.dumps(settings, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
