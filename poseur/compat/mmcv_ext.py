"""Import hook that replaces mmcv's compiled operators where they do not exist.

``mmcv-lite`` has the Python part of ``mmcv.ops`` but not the compiled ``mmcv._ext``, so
importing ``mmdet.models`` or ``mmpose.models`` fails. :func:`install` makes
``import mmcv._ext`` find ``poseur/compat/mmcv_ops.py`` instead.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

MODULE = 'mmcv._ext'
STAND_IN = Path(__file__).with_name('mmcv_ops.py')


class MmcvOpsFinder(MetaPathFinder):
    """Finds the replacement of ``mmcv._ext`` and no other module."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """See :meth:`importlib.abc.MetaPathFinder.find_spec`."""
        if fullname != MODULE:
            return None
        return spec_from_file_location(MODULE, STAND_IN)


def install() -> None:
    """Register the finder after all others; a second call does nothing.

    Finders are asked in order, so a compiled ``mmcv._ext`` always takes precedence. The
    replacement, and torch with it, is loaded on first import only.
    """
    if not any(isinstance(finder, MmcvOpsFinder) for finder in sys.meta_path):
        sys.meta_path.append(MmcvOpsFinder())
