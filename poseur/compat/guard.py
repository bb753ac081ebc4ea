"""Import hook that checks the environment when it is first needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from . import versions

#: The packages that are installed from ranges of versions that fit one another.
OPENMMLAB = ('mmengine', 'mmcv', 'mmdet', 'mmpose')


class EnvironmentGuard(MetaPathFinder):
    """Checks the versions of all packages before the first of OpenMMLab is imported.

    What needs none of them, such as ``poseur --check`` or :mod:`poseur.deploy`, runs in
    any environment.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Check the versions once, and leave the search to the other finders.

        Raises:
            ImportError: If packages are missing or too old.
        """
        if fullname in OPENMMLAB:
            versions.check()
            sys.meta_path.remove(self)
        return None


def install() -> None:
    """Check the versions now if OpenMMLab is imported already, or else when it is.

    Raises:
        ImportError: If it is, and packages are missing or too old.
    """
    if any(name in sys.modules for name in OPENMMLAB):
        versions.check()
    else:
        sys.meta_path.insert(0, EnvironmentGuard())
