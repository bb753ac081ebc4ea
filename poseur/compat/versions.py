"""Versions of the packages that poseur needs, declared and installed.

The ranges come from ``pyproject.toml``: from the file itself in a checkout, else from
the metadata of the installed distribution. Installed versions are read from package
metadata. Nothing is imported, so that the check takes milliseconds and also works in a
broken environment. This file needs the standard library only, because
``tools/misc/check_env.py`` loads it without the package.
"""

from __future__ import annotations

import platform
import re
import sys
import warnings
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

DISTRIBUTION = 'poseur-pose'
PYPROJECT = Path(__file__).resolve().parents[2] / 'pyproject.toml'

#: Distributions that provide the same package as the declared one.
ALTERNATIVES = {
    'mmcv-lite': ('mmcv',),
    'opencv-python': ('opencv-python-headless', 'opencv-contrib-python'),
}
#: The package is installed without its dependencies, one of which (chumpy) no longer
#: builds; pyproject.toml declares it as an extra.
WITHOUT_DEPENDENCIES = 'mmpose'
#: Bounded for pip only: pkg_resources, which mmengine imports, is gone from version 81.
UNCHECKED = ('setuptools',)

_BOUND = re.compile(r'(>=|<)\s*([\w.]+)')
_STRING = re.compile(r'"([^"]+)"')


class Requirement(NamedTuple):
    """A package with the range of its versions that is tested.

    Attributes:
        names: Distributions, any of which satisfies the requirement.
        at_least: Lowest version that works.
        below: First version that is not tested.
        fix: Command that installs a tested version.
    """

    names: tuple[str, ...]
    at_least: str
    below: str
    fix: str

    @property
    def needed(self) -> str:
        """The tested range, as pip writes it."""
        return f'>={self.at_least},<{self.below}'


class Finding(NamedTuple):
    """The installed version of one requirement.

    Attributes:
        requirement: The requirement.
        name: The distribution found, or the preferred one.
        version: Its version; None if it is not installed.
    """

    requirement: Requirement
    name: str
    version: str | None

    @property
    def ok(self) -> bool:
        """Whether the version works, as far as is known."""
        return self.version is not None and (
            release(self.requirement.at_least) <= release(self.version)
        )

    @property
    def untested(self) -> bool:
        """Whether the version is newer than all tested ones."""
        return self.version is not None and (
            release(self.version) >= release(self.requirement.below)
        )

    @property
    def verdict(self) -> str:
        """The state in one phrase, with the fix where one is needed."""
        if not self.ok:
            return f'fix: {self.requirement.fix}'
        return 'newer than tested' if self.untested else 'ok'


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
    """Return the requirements in pyproject.toml, such as ``'torch>=2.6,<2.12'``.

    Args:
        extra: Name of an optional dependency; None for those of the package itself.
    """
    if PYPROJECT.is_file():
        key = extra or 'dependencies'
        text = PYPROJECT.read_text(encoding='utf-8')
        found = re.search(rf'^{key} = \[(.*?)^\]', text, re.DOTALL | re.MULTILINE)
        return _STRING.findall(found.group(1)) if found else []
    lines = [line.partition(';') for line in metadata.requires(DISTRIBUTION) or ()]
    condition = f"extra == '{extra}'" if extra else ''
    return [
        requirement.strip()
        for requirement, _, marker in lines
        if marker.strip().replace('"', "'") == condition
    ]


def requirements() -> list[Requirement]:
    """Return what poseur needs to run, mmpose included."""
    lines = [*declared(), *declared(WITHOUT_DEPENDENCIES)]
    return [_requirement(line) for line in lines]


def _requirement(line: str) -> Requirement:
    """Parse a requirement with one lower and one upper bound, in either order."""
    name = re.split(r'[^\w-]', line, maxsplit=1)[0]
    bounds = dict(_BOUND.findall(line))
    at_least, below = bounds['>='], bounds['<']
    names = (name, *ALTERNATIVES.get(name, ()))
    options = '--no-deps ' if name == WITHOUT_DEPENDENCIES else ''
    fix = f"pip install {options}'{name}>={at_least},<{below}'"
    if len(names) > 1:
        fix = f'pip uninstall -y {" ".join(names)}; {fix}'
    return Requirement(names, at_least, below, fix)


def has_openmmlab() -> bool:
    """Return whether any OpenMMLab package is installed, in whatever version."""
    names = ('mmengine', 'mmcv-lite', 'mmcv', 'mmdet', 'mmpose')
    return any(_version(name) for name in names)


def examine() -> list[Finding]:
    """Look up Python and every required package in this interpreter."""
    python = Requirement(
        ('python',), '3.10', '3.13', 'make setup PYTHON=<path of python3.11>'
    )
    found = Finding(python, 'python', platform.python_version())
    needed = [each for each in requirements() if each.names[0] not in UNCHECKED]
    return [found, *map(_find, needed)]


def _find(requirement: Requirement) -> Finding:
    """Look for each name; of several that are installed, report the worst."""
    findings = [
        Finding(requirement, name, version)
        for name in requirement.names
        if (version := _version(name)) is not None
    ]
    missing = Finding(requirement, requirement.names[0], None)
    return min(findings, key=lambda each: (each.ok, not each.untested), default=missing)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def table(findings: list[Finding]) -> str:
    """Format findings as aligned lines: package, found, needed, verdict."""
    rows = [('package', 'found', 'needed', '')]
    for each in findings:
        version = each.version or 'missing'
        rows.append((each.name, version, each.requirement.needed, each.verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return '\n'.join(
        '  '.join([*map(str.ljust, row[:3], widths), row[3]]).rstrip() for row in rows
    )


def check() -> None:
    """Make sure that every required package is installed in a version that works.

    A version newer than the tested ones gives a warning.

    Raises:
        ImportError: If packages are missing or too old. The message lists them with
            the versions found and needed and the commands that fix it.
    """
    findings = examine()
    wrong = [finding for finding in findings if not finding.ok]
    if wrong:
        raise ImportError(
            f'poseur cannot run on the packages of {sys.executable}:\n'
            f'{table(wrong)}\n'
            'Run the commands above with that Python, or `make clean setup` in '
            'the checkout, which makes a .venv with the tested versions.'
        )
    for each in (finding for finding in findings if finding.untested):
        warnings.warn(
            f'poseur is tested with {each.name} {each.requirement.needed}, and '
            f'{each.version} is installed. If something fails: '
            f'{each.requirement.fix}',
            stacklevel=3,
        )
