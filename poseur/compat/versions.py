"""Check of the installed packages against the versions that poseur needs.

Installed versions are read from package metadata. Nothing is imported, so that the
check takes milliseconds and also works in a broken environment. Like
:mod:`poseur.compat.declared`, this file needs the standard library only.
"""

from __future__ import annotations

import platform
import sys
import warnings
from importlib import metadata
from typing import NamedTuple

from .declared import Requirement, python_range, release, requirements
from .finder import StandInFinder

#: Distributions that provide the same package as the declared one.
ALTERNATIVES = {
    'mmcv-lite': ('mmcv',),
    'opencv-python': (
        'opencv-python-headless',
        'opencv-contrib-python',
        'opencv-contrib-python-headless',
    ),
}
#: Distributions that fill the folder of the declared one with something else.
RIVALS = {
    'mmengine': ('onedl-mmengine',),
    'mmcv-lite': ('onedl-mmcv',),
    'mmdet': ('onedl-mmdetection',),
}
#: Packages of which poseur's other requirements refuse newer versions.
STRICT = ('mmcv-lite',)
#: Bounded for pip only: without the one, poseur replaces pkg_resources, and without the
#: other, xtcocotools.
UNCHECKED = ('setuptools', 'xtcocotools')


class Finding(NamedTuple):
    """The installed distributions that stand for one requirement.

    Attributes:
        requirement: The requirement.
        installed: Name and version of each.
    """

    requirement: Requirement
    installed: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """The distribution found, or the declared one; several joined by ``+``."""
        return ' + '.join(name for name, _ in self.installed) or self.requirement.name

    @property
    def version(self) -> str:
        """The version found, or ``missing``."""
        return ' + '.join(version for _, version in self.installed) or 'missing'

    @property
    def ok(self) -> bool:
        """Whether poseur can be imported, as far as is known."""
        lowest = release(self.requirement.at_least)
        excluded = [release(version) for version in self.requirement.excluded]
        return bool(self.installed) and not any(
            name in RIVALS.get(self.requirement.name, ())
            or release(version) in excluded
            or release(version) < lowest
            or (self.requirement.name in STRICT and self.untested)
            for name, version in self.installed
        )

    @property
    def twice(self) -> bool:
        """Whether several distributions wrote into the same folder."""
        return len(self.installed) > 1

    @property
    def untested(self) -> bool:
        """Whether a version is newer than all tested ones."""
        limit = self.requirement.untested
        return limit is not None and any(
            release(version) >= release(limit) for _, version in self.installed
        )

    @property
    def fix(self) -> str:
        """Command that installs a tested version in place of what was found."""
        name = self.requirement.name
        if name == 'python':
            return 'make setup PYTHON=<path of a Python in that range>'
        others = (*ALTERNATIVES.get(name, ()), *RIVALS.get(name, ()))
        found = [each for each, _ in self.installed]
        if not set(others) & set(found):
            return self.requirement.install
        return f'pip uninstall -y {" ".join(found)}; {self.requirement.install}'

    @property
    def verdict(self) -> str:
        """The state in one phrase, with the fix where one is needed."""
        if not self.ok or self.twice:
            return f'fix: {self.fix}'
        return 'newer than tested' if self.untested else 'ok'


def has_openmmlab() -> bool:
    """Return whether any OpenMMLab package is installed, in whatever version."""
    names = ('mmengine', 'mmcv-lite', 'mmcv', 'mmdet', 'mmpose')
    return any(_version(name) for name in names)


def examine() -> list[Finding]:
    """Look up Python and every required package in this interpreter."""
    python = (('python', platform.python_version()),)
    needed = [each for each in requirements() if each.name not in UNCHECKED]
    return [Finding(python_range(), python), *map(_find, needed)]


def _find(requirement: Requirement) -> Finding:
    name = requirement.name
    names = (name, *ALTERNATIVES.get(name, ()), *RIVALS.get(name, ()))
    versions = [(each, version) for each in names if (version := _version(each))]
    return Finding(requirement, tuple(versions))


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def coco_tools() -> str:
    """Name the code that evaluates as xtcocotools does, with its version."""
    if StandInFinder().find_spec('xtcocotools'):
        return f"poseur's xtcocotools, on pycocotools {_version('pycocotools')}"
    return f'xtcocotools {_version("xtcocotools")}'


def table(findings: list[Finding]) -> str:
    """Format findings as aligned lines: package, found, needed, verdict."""
    rows = [('package', 'found', 'needed', '')]
    for each in findings:
        rows.append((each.name, each.version, each.requirement.needed, each.verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return '\n'.join(
        '  '.join([*map(str.ljust, row[:3], widths), row[3]]).rstrip() for row in rows
    )


def check() -> None:
    """Make sure that every required package is installed in a version that works.

    A version newer than the tested ones gives a warning, and so do two distributions
    of one package.

    Raises:
        ImportError: If packages are missing or do not work. The message lists them with
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
    for each in findings:
        if each.twice:
            text = f'{each.name} are installed into one folder, so that either may run'
        elif each.untested:
            needed = f'{each.name} {each.requirement.needed}'
            text = f'poseur is tested with {needed}, and {each.version} is installed'
        else:
            continue
        warnings.warn(f'{text}. If something fails: {each.fix}', stacklevel=3)
