"""Study files: Python files that name the runs of a study."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mmengine.config import Config

from .study import Study, StudyError, StudyRun

#: Variables of a file, with their types and whether they are required.
SETTINGS: tuple[tuple[str, type, bool], ...] = (
    ('metric', str, True),
    ('runs', Sequence, True),
    ('also', str, False),
    ('reference', str, False),
)
#: Keys of an entry in ``runs``, with their types and defaults.
ENTRY: dict[str, tuple[type, Any]] = {
    'name': (str, None),
    'config': (str, None),
    'overrides': (dict, {}),
    'seeds': (list, [0]),
    'tests': (dict, {}),
}


def load_study(path: Path) -> Study:
    """Read a study file, and check the configs of its runs.

    The file is Python, with a docstring, ``metric`` and ``runs``, and optionally
    ``also`` (a second metric) and ``reference`` (the name that others are compared
    with). ``runs`` is a list of dictionaries with ``name``, ``config`` (a path relative
    to the file), and optionally ``overrides`` (as for ``--cfg-options``), ``seeds``, by
    default ``[0]``, and ``tests``: further tests of the checkpoints, each a name with
    its own overrides.

    Raises:
        StudyError: If an entry is missing, invalid or given twice.
    """
    if not path.is_file():
        raise StudyError(f'there is no study file {path}')
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    content = Config.fromfile(path, import_custom_modules=False).to_dict()
    for key, kind, required in SETTINGS:
        value = content.get(key)
        if (required or value is not None) and not (isinstance(value, kind) and value):
            raise StudyError(f'{path}: set {key} (a {kind.__name__}, not empty)')
    runs = tuple(
        run
        for index, entry in enumerate(content['runs'])
        for run in _parse_runs(entry, f'{path}: runs[{index}]', path.parent)
    )
    _check_names(runs, path)
    title = docstring.splitlines()[0].rstrip('.') if docstring else path.stem
    also, reference = content.get('also'), content.get('reference')
    names = list(dict.fromkeys(run.name for run in runs))
    if reference not in (None, *names):
        raise StudyError(
            f'{path}: reference={reference!r} is not among the names {", ".join(names)}'
        )
    return Study(title, content['metric'], runs, also, reference)


def _parse_runs(entry: Mapping, place: str, folder: Path) -> list[StudyRun]:
    """Return the runs of one entry, by seed, after reading their configs."""
    unknown = set(entry) - set(ENTRY)
    if unknown or not {'name', 'config'} <= set(entry):
        raise StudyError(
            f'{place} has the keys {", ".join(entry)}; it needs name and config, and '
            'may have overrides, seeds and tests'
        )
    for key, value in entry.items():
        kind = ENTRY[key][0]
        if not isinstance(value, kind):
            raise StudyError(f'{place}: {key}={value!r} is not a {kind.__name__}')
    name, config, overrides, seeds, tests = (
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
    runs: list[StudyRun] = []
    for seed in seeds:
        trained = StudyRun(name, folder / config, overrides, seed)
        runs += [trained, *_tests_of(trained, tests, place)]
    for run in runs[: len(tests) + 1]:
        run.load_config()
    return runs


def _tests_of(trained: StudyRun, tests: Mapping, place: str) -> list[StudyRun]:
    """Return the further tests of a run's checkpoint, named after run and test."""
    for test, overrides in tests.items():
        if not (isinstance(test, str) and test and isinstance(overrides, Mapping)):
            raise StudyError(
                f'{place}: tests[{test!r}]={overrides!r} is not a name with a '
                'dictionary of overrides'
            )
    return [
        StudyRun(
            f'{trained.name}, {test}', trained.config, overrides, trained.seed, trained
        )
        for test, overrides in tests.items()
    ]


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
        own = (run.config, run.overrides, run.trained_by and run.trained_by.overrides)
        if settings.setdefault(run.name, own) != own:
            raise StudyError(
                f'{path}: runs called {run.name!r} differ in more than their seed; '
                'rename one'
            )
