"""Config files by path, or by the name of one that comes with the package."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path

_INSTALLED = Path(__file__).resolve().parents[1] / 'configs'
#: Folder of the configs: in the package where it is installed, else in the checkout.
CONFIGS = _INSTALLED if _INSTALLED.is_dir() else _INSTALLED.parents[1] / 'configs'
#: Folders of files that configs are made from, which have no names of their own.
PARTS = '_base_'


def find_config(name: str | Path) -> Path:
    """Return the path of a config.

    A file that exists is taken as it is. Otherwise the name is looked up in the configs
    of the package: a path in ``configs/``, with or without that folder or some of the
    following ones, such as the name of the file alone. ``.py`` may be left out.

    Args:
        name: Path or name, such as ``configs/poseur/coco/NAME.py`` or ``NAME``.

    Raises:
        FileNotFoundError: If there is no such file, or the name stands for several.
    """
    path = Path(name)
    if path.is_file():
        return path
    if path.is_dir():
        raise FileNotFoundError(f'The config {name} is a folder. Check the path.')
    wanted = path.parent / f'{path.name.removesuffix(".py")}.py'
    if wanted.parts[0] == CONFIGS.name:
        wanted = wanted.relative_to(CONFIGS.name)
    if not path.is_absolute() and '..' not in wanted.parts:
        if (CONFIGS / wanted).is_file():
            return CONFIGS / wanted
        found = [each for each in named_configs() if _ends_with(each, wanted)]
        if len(found) == 1:
            return CONFIGS / found[0]
        if found:
            listed = ', '.join(map(str, found))
            raise FileNotFoundError(
                f'The config {name} may be one of {listed}. Give one of these names.'
            )
    raise FileNotFoundError(
        f'The config {name} does not exist, neither as a file nor in {CONFIGS}. '
        f'{_nearest(wanted)}'
    )


@cache
def named_configs() -> tuple[Path, ...]:
    """Return the configs that have names, relative to :data:`CONFIGS`."""
    files = (path.relative_to(CONFIGS) for path in CONFIGS.rglob('*.py'))
    return tuple(sorted(path for path in files if PARTS not in path.parts))


def _ends_with(path: Path, end: Path) -> bool:
    return path.parts[-len(end.parts) :] == end.parts


def _nearest(wanted: Path) -> str:
    """Return the fix for a name that does not exist."""
    stems = [path.stem for path in named_configs()]
    near = get_close_matches(wanted.stem, stems, n=3, cutoff=0.4)
    return f'Nearest names: {", ".join(near)}.' if near else 'Check the path.'
