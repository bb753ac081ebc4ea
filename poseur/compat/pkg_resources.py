"""The part of ``pkg_resources`` that mmengine uses, on :mod:`importlib.metadata`.

:mod:`poseur.compat.finder` loads this module where setuptools comes without it.
"""

from __future__ import annotations

from importlib import metadata
from typing import NoReturn

DistributionNotFound = metadata.PackageNotFoundError


class Distribution:
    """An installed distribution.

    Attributes:
        location: The folder that its packages are in.
        version: Its version.
    """

    def __init__(self, name: str) -> None:
        found = metadata.distribution(name)
        self._read = found.read_text
        self.location = str(found.locate_file(''))
        self.version = found.version

    def has_metadata(self, name: str) -> bool:
        """Return whether there is a file of metadata with this name."""
        return self._read(name) is not None

    def get_metadata(self, name: str) -> str:
        """Return the content of a file of metadata."""
        return self._read(name) or ''


def get_distribution(name: str) -> Distribution:
    """Find an installed distribution.

    Raises:
        DistributionNotFound: If it is not installed.
    """
    return Distribution(name)


def fixup_namespace_packages(path_item: str, parent: object = None) -> None:
    """Do nothing: no namespace is declared here. pytest calls it for new paths."""


def __getattr__(name: str) -> NoReturn:
    """Fail like an import of the missing package, which callers are prepared for."""
    if name.startswith('_'):  # asked for with hasattr
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    raise ImportError(
        f"pkg_resources.{name} is not there: poseur's replacement has only what "
        "mmengine uses. For all of it: pip install 'setuptools<82'"
    )
