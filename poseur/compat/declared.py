"""Versions of the packages that poseur needs, as ``pyproject.toml`` declares them.

They are read from the file itself in a checkout, else from the metadata of the
installed distribution. This file needs the standard library only, because
``tools/misc/check_env.py`` loads it without the package.
"""

from __future__ import annotations

import operator
import platform
import re
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

DISTRIBUTION = 'poseur-pose'
PYPROJECT = Path(__file__).resolve().parents[2] / 'pyproject.toml'
#: The package is installed without its dependencies, one of which (chumpy) no longer
#: builds; pyproject.toml declares it as an extra.
WITHOUT_DEPENDENCIES = 'mmpose'

_BOUND = re.compile(r'(>=|!=|<)\s*([\w.]+)')
_STRING = re.compile(r'"([^"]+)"')
_EXTRA = re.compile(r'(?:\s+and\s+)?extra == [\'"]([\w-]+)[\'"]')
_COMPARISON = re.compile(r'(\w+) (<|>=|==) \'([\w.-]+)\'')
_SIGNS = {'<': operator.lt, '>=': operator.ge, '==': operator.eq}


class Requirement(NamedTuple):
    """A package with the range of its versions that is tested.

    Attributes:
        name: The distribution.
        at_least: Lowest version that works.
        below: First version that pip does not choose; None if any later one will do.
        excluded: Versions within the range that do not work.
        marker: Condition under which it is needed, as pip writes it.
        untested: First version that is not tested; None as for ``below``.
    """

    name: str
    at_least: str
    below: str | None = None
    excluded: tuple[str, ...] = ()
    marker: str = ''
    untested: str | None = None

    @property
    def needed(self) -> str:
        """The tested range, as pip writes it."""
        return self._range(self.untested)

    @property
    def install(self) -> str:
        """Command that installs a tested version."""
        options = '--no-deps ' if self.name == WITHOUT_DEPENDENCIES else ''
        return f"pip install {options}'{self.name}{self._range(self.below)}'"

    def _range(self, below: str | None) -> str:
        excluded = [f'!={version}' for version in self.excluded]
        upper = [f'<{below}'] if below else []
        return ','.join([f'>={self.at_least}', *excluded, *upper])


def release(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version without trailing zeros.

    >>> release('2.11.0+cu130')
    (2, 11)
    """
    numbers = re.match(r'\d+(\.\d+)*', version)
    parts = [int(part) for part in numbers.group().split('.')] if numbers else []
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def declared(extra: str | None = None) -> list[str]:
    """Return the requirements, such as ``'torch>=2.6,<2.16'``, with their markers.

    Args:
        extra: Name of an optional dependency, or in a checkout of another list of
            pyproject.toml; None for the dependencies of the package itself.
    """
    if PYPROJECT.is_file():
        key = extra or 'dependencies'
        found = re.search(rf'^{key} = \[(.*?)^\]', _text(), re.DOTALL | re.MULTILINE)
        return _STRING.findall(found.group(1)) if found else []
    return [
        _EXTRA.sub('', line).rstrip('; ')
        for line in metadata.requires(DISTRIBUTION) or ()
        if _EXTRA.findall(line) == ([extra] if extra else [])
    ]


def python_range() -> Requirement:
    """Return the range of Python's versions."""
    if PYPROJECT.is_file():
        found = re.search(r'^requires-python = "(.*)"', _text(), re.MULTILINE)
        bounds = found.group(1) if found else ''
    else:
        bounds = metadata.metadata(DISTRIBUTION)['Requires-Python']
    return parse(f'python{bounds}')


def requirements() -> list[Requirement]:
    """Return what poseur needs to run on this Python, mmpose included.

    A package may have a line for each range of Pythons. That of this Python says what
    pip installs, but all versions below the highest bound of any line are tested.
    """
    lines = [parse(line) for line in (*declared(), *declared(WITHOUT_DEPENDENCIES))]
    return [
        line._replace(
            untested=_highest([each for each in lines if each.name == line.name])
        )
        for line in lines
        if holds(line.marker)
    ]


def _highest(lines: list[Requirement]) -> str | None:
    """Return the highest upper bound; None if there is a line without one."""
    bounds = [line.below for line in lines if line.below]
    return max(bounds, key=release) if len(bounds) == len(lines) else None


def parse(line: str) -> Requirement:
    """Parse a requirement with a lower bound and perhaps others, in any order."""
    text, _, marker = line.replace('"', "'").partition(';')
    name = re.split(r'[^\w-]', text, maxsplit=1)[0]
    bounds = _BOUND.findall(text)
    excluded = tuple(version for sign, version in bounds if sign == '!=')
    limits = dict(bounds)
    below = limits.get('<')
    return Requirement(name, limits['>='], below, excluded, marker.strip(), below)


def holds(marker: str) -> bool:
    """Return whether a marker, comparisons joined by ``and``, holds here."""
    here = {
        'python_version': platform.python_version(),
        'platform_machine': platform.machine(),
    }
    return all(
        _SIGNS[sign](here[name], wanted)
        if name == 'platform_machine'
        else _SIGNS[sign](release(here[name])[:2], release(wanted))
        for name, sign, wanted in _COMPARISON.findall(marker)
    )


def _text() -> str:
    return PYPROJECT.read_text(encoding='utf-8')
