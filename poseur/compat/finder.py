"""Import hook for modules of other packages that may be missing or may not load.

Each is replaced only where the real one is of no use:

==================  ==============================================================
``mmcv._ext``       compiled operators, which ``mmcv-lite`` lacks; without it
                    ``mmdet.models`` and ``mmpose.models`` cannot be imported
``xtcocotools``     no wheels from Python 3.12 on, and those there are need NumPy 1
``pkg_resources``   gone from setuptools 82; mmengine asks it where packages are
==================  ==============================================================

:func:`install` registers the hook. Where poseur is installed, every start of Python
does so (``finder.pth``, which ``setup.py`` puts beside the package), so that the order
of imports does not matter. Therefore this file imports little, and nothing of poseur; a
replacement is loaded on first import.
"""

from __future__ import annotations

import os.path
import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec, spec_from_file_location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

FOLDER = os.path.dirname(os.path.abspath(__file__))
STAND_INS = {
    'mmcv._ext': os.path.join(FOLDER, 'mmcv_ops.py'),
    'xtcocotools': os.path.join(FOLDER, 'xtcocotools', '__init__.py'),
    'pkg_resources': os.path.join(FOLDER, 'pkg_resources.py'),
}


class StandInFinder:
    """Finds the replacements of the modules above and no other module."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """See :meth:`importlib.abc.MetaPathFinder.find_spec`."""
        if fullname not in STAND_INS or _has_real(fullname, path):
            return None
        folder, file = os.path.split(STAND_INS[fullname])
        return spec_from_file_location(
            fullname,
            STAND_INS[fullname],
            submodule_search_locations=[folder] if file == '__init__.py' else None,
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
    # By name: finder.pth runs this file outside of the package.
    if not any(type(each).__name__ == 'StandInFinder' for each in sys.meta_path):
        sys.meta_path.insert(0, StandInFinder())
    if sys.version_info >= (3, 14):
        import pkgutil

        # Removed there. mmengine and mmcv ask it whether mmcv._ext exists.
        pkgutil.find_loader = find_spec
