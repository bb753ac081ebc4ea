"""The marker that says what a dataset folder holds and whether it is whole."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .config import SyntheticPeopleConfig
from .scene import SPLITS

# Raised whenever the same arguments give other pictures or labels.
GENERATOR_VERSION = 1
MARKER = 'dataset.json'


def write_json(path: Path, content: Any) -> None:
    """Write a file that is either complete or not there."""
    draft = path.with_suffix('.tmp')
    draft.write_text(json.dumps(content), encoding='utf-8')
    os.replace(draft, path)


def dataset_recipe(
    num_train: int, num_val: int, seed: int, cfg: SyntheticPeopleConfig
) -> dict[str, Any]:
    """Everything that determines a dataset, as it is read back from JSON."""
    recipe = {
        'version': GENERATOR_VERSION,
        'seed': seed,
        'num_train': num_train,
        'num_val': num_val,
        'config': asdict(cfg),
    }
    return json.loads(json.dumps(recipe))


def _read_marker(folder: Path) -> dict[str, Any] | None:
    """The marker of a folder that this generator made, None for a new folder."""
    path = folder / MARKER
    if not path.exists():
        if folder.exists() and any(folder.iterdir()):
            raise FileExistsError(
                f'{folder} is not empty and has no {MARKER}: it was not made by '
                'this generator; choose another folder'
            )
        return None
    try:
        marker = json.loads(path.read_text(encoding='utf-8'))
        return {**marker, 'recipe': _with_newer_options(marker['recipe'])}
    except (ValueError, KeyError, TypeError):
        raise ValueError(
            f'{path} is not a marker of this generator; choose another folder'
        ) from None


def _with_newer_options(recipe: dict[str, Any]) -> dict[str, Any]:
    """A recipe with options that it is too old to name; they were at their defaults."""
    defaults = json.loads(json.dumps(asdict(SyntheticPeopleConfig())))
    return recipe | {'config': defaults | recipe['config']}


def claim_folder(
    folder: Path, recipe: dict[str, Any], overwrite: bool
) -> dict[str, Any] | None:
    """Make a folder ready for writing, unless it already holds the dataset.

    Args:
        folder: New, or made by this generator.
        recipe: See ``dataset_recipe``.
        overwrite: Replace whatever this generator wrote.

    Returns:
        dict | None: The marker of the finished dataset if there is nothing to
        do, else None.

    Raises:
        FileExistsError: If the folder holds something else.
        ValueError: If its marker cannot be read.
    """
    marker = _read_marker(folder)
    if marker is not None and not overwrite:
        known = marker['recipe']
        other = [key for key in recipe if recipe[key] != known.get(key)]
        if other:
            raise FileExistsError(
                f'{folder} holds a dataset with another {", ".join(other)}; choose '
                'another folder or overwrite it (--overwrite)'
            )
        if marker.get('complete'):
            return marker
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / MARKER, {'recipe': recipe, 'complete': False})
    for name in (*SPLITS, 'annotations'):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    return None
