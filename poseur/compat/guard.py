"""Import hook that checks the environment when it is first needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from . import versions

#: The packages that are installed from ranges of versions that fit one another.
OPENMMLAB = ('mmengine', 'mmcv', 'mmdet', 'mmpose')


class EnvironmentGuard(MetaPathFinder, Loader):
    """Checks the versions of all packages before the first of OpenMMLab is imported.

    What needs none of them, such as ``poseur --check`` or :mod:`poseur.deploy`, runs in
    any environment, and so does the search for a package that is not imported.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Leave the search to the other finders, once all versions are right."""
        if fullname not in OPENMMLAB:
            return None
        try:
            versions.check()
        except ImportError:
            return ModuleSpec(fullname, self)
        sys.meta_path.remove(self)
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        """See :meth:`importlib.abc.Loader.create_module`."""

    def exec_module(self, module: ModuleType) -> None:
        """Refuse to import OpenMMLab.

        Raises:
            ImportError: Always; the message lists what is missing or too old.
        """
        versions.check()


def install() -> None:
    """Check the versions now if OpenMMLab is imported already, or else when it is.

    Raises:
        ImportError: If it is, and packages are missing or too old.
    """
    if any(name in sys.modules for name in OPENMMLAB):
        versions.check()
    else:
        sys.meta_path.insert(0, EnvironmentGuard())
