"""Where shipped models lie, and how they are found by name."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path

from .errors import UnknownModelError
from .model import DESCRIPTION, ShippedModel

#: Environment variable with further folders of models, which come first.
FOLDERS_VARIABLE = 'POSEUR_MODELS'
OWN_FOLDER = Path(__file__).resolve().parent / 'models'


def model_folders() -> dict[str, Path]:
    """Return the folder of each model by its name, which is that of the folder."""
    roots = [OWN_FOLDER]
    further = os.environ.get(FOLDERS_VARIABLE, '')
    roots[:0] = [Path(each) for each in further.split(os.pathsep) if each]
    found: dict[str, Path] = {}
    for root in roots:
        for path in sorted(root.glob(f'*/{DESCRIPTION}')):
            found.setdefault(path.parent.name, path.parent)
    return found


def list_models() -> list[ShippedModel]:
    """Return all models, by name.

    Raises:
        ZooError: If a description is damaged.
    """
    return [ShippedModel.read(each) for _, each in sorted(model_folders().items())]


def find_model(name: str) -> ShippedModel:
    """Return the model of a name.

    Raises:
        UnknownModelError: If there is none; the message lists near names, or all.
        ZooError: If its description is damaged, or the package older than the model.
    """
    folders = model_folders()
    if name not in folders:
        near = get_close_matches(name, folders, n=3, cutoff=0.5)
        known = ', '.join(near or sorted(folders)) or 'none'
        title = 'Nearest names' if near else 'Models'
        raise UnknownModelError(
            f'There is no model {name!r}. {title}: {known}. Choose one of '
            '--list-models, or give the config and the checkpoint of your own.'
        )
    model = ShippedModel.read(folders[name])
    model.require_version()
    return model


def table() -> str:
    """Return a line for each model: name, what it predicts, license."""
    models = list_models()
    width = max((len(each.name) for each in models), default=0)
    lines = [f'{e.name:{width}}  {e.title} ({e.license})' for e in models]
    return '\n'.join(lines) or 'This installation has no models.'
