"""Import hook for modules of other packages that may be missing or may not load.

Each is replaced only where the real one is of no use:

==================  ==============================================================
``mmcv._ext``       compiled operators, which ``mmcv-lite`` lacks; without it
                    ``mmdet.models`` and ``mmpose.models`` cannot be imported
``xtcocotools``     no wheels from Python 3.12 on, and those there are need NumPy 1
``pkg_resources``   gone from setuptools 82; mmengine asks it where packages are
==================  ==============================================================

:func:`install` registers the hook. It needs the standard library only, and a
replacement is loaded on first import.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parent
STAND_INS = {
    'mmcv._ext': FOLDER / 'mmcv_ops.py',
    'xtcocotools': FOLDER / 'xtcocotools' / '__init__.py',
    'pkg_resources': FOLDER / 'pkg_resources.py',
}


class StandInFinder(MetaPathFinder):
    """Finds the replacements of the modules above and no other module."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """See :meth:`importlib.abc.MetaPathFinder.find_spec`."""
        stand_in = STAND_INS.get(fullname)
        if stand_in is None or _has_real(fullname, path):
            return None
        package = stand_in.name == '__init__.py'
        folders = [str(stand_in.parent)] if package else None
        return spec_from_file_location(
            fullname, stand_in, submodule_search_locations=folders
        )


def _has_real(name: str, path: Sequence[str] | None) -> bool:
    """Return whether the real module is installed and can be loaded."""
    if PathFinder.find_spec(name, path) is None:
        return False
    return name != 'xtcocotools' or _numpy_is_1()


def _numpy_is_1() -> bool:
    """Return whether xtcocotools, compiled for NumPy 1, can be loaded."""
    from importlib.metadata import version  # rarely needed, and slow to import

    return version('numpy').startswith('1.')


def install() -> None:
    """Register the hook before all others; a second call does nothing."""
    if not any(type(each).__name__ == 'StandInFinder' for each in sys.meta_path):
        sys.meta_path.insert(0, StandInFinder())
    if not hasattr(pkgutil, 'find_loader'):
        # Gone from Python 3.14. mmengine and mmcv ask it whether mmcv._ext exists.
        pkgutil.find_loader = find_spec
