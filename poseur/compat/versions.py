"""The packages poseur stands on, and a check of the versions installed.

Versions are read from package metadata: nothing is imported, so the check
takes milliseconds and works however broken the installation is. The file
itself needs the standard library only, which lets ``tools/misc/check_env.py``
load it on its own.
"""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata
from typing import NamedTuple


class Requirement(NamedTuple):
    """A package and the versions of it that are accepted.

    Attributes:
        names: Distributions of which any one will do.
        at_least: Lowest version accepted.
        below: First version no longer accepted.
        tested: Version that requirements.txt installs and the tests ran on.
        fix: Command or advice that mends a missing or wrong version.
    """

    names: tuple[str, ...]
    at_least: str
    below: str
    tested: str
    fix: str

    @property
    def needed(self) -> str:
        """The accepted versions as pip writes them."""
        return f'>={self.at_least},<{self.below}'


class Finding(NamedTuple):
    """What was found for one requirement.

    Attributes:
        requirement: The requirement examined.
        name: The distribution found, or the first one that would do.
        version: Its version, or None when it is missing.
    """

    requirement: Requirement
    name: str
    version: str | None

    @property
    def ok(self) -> bool:
        """Whether the version is among those accepted."""
        if self.version is None:
            return False
        found = release(self.version)
        lowest = release(self.requirement.at_least)
        return lowest <= found < release(self.requirement.below)


def _pip(
    *names: str, at_least: str, below: str, tested: str, options: str = ''
) -> Requirement:
    fix = f"pip install {options}'{names[0]}=={tested}'"
    if len(names) > 1:
        fix = f'pip uninstall -y {" ".join(names)}; {fix}'
    return Requirement(names, at_least, below, tested, fix)


PYTHON = Requirement(
    ('python',), '3.10', '3.13', '3.11', 'make setup PYTHON=<path to 3.11>'
)
REQUIREMENTS = (
    _pip('torch', at_least='2.6', below='2.12', tested='2.11.0'),
    _pip('torchvision', at_least='0.21', below='0.27', tested='0.26.0'),
    _pip('mmengine', at_least='0.10.7', below='0.11', tested='0.10.7'),
    _pip('mmcv-lite', 'mmcv', at_least='2.1', below='2.2', tested='2.1.0'),
    _pip('mmdet', at_least='3.3', below='3.4', tested='3.3.0'),
    _pip(
        'mmpose',
        at_least='1.3.2',
        below='1.4',
        tested='1.3.2',
        options='--no-deps ',
    ),
    _pip('xtcocotools', at_least='1.14', below='2', tested='1.14.3'),
    _pip('numpy', at_least='1.26.4', below='2', tested='1.26.4'),
    _pip(
        'opencv-python',
        'opencv-python-headless',
        'opencv-contrib-python',
        at_least='4.8',
        below='4.12',
        tested='4.11.0.86',
    ),
    _pip('scipy', at_least='1.11', below='2', tested='1.17.1'),
    _pip('matplotlib', at_least='3.7', below='4', tested='3.11.2'),
    _pip('pillow', at_least='9.4', below='14', tested='13.0.0'),
    _pip('json_tricks', at_least='3.16', below='4', tested='3.17.3'),
    _pip('munkres', at_least='1.1.4', below='4', tested='3.0.0'),
)


def release(version: str) -> tuple[int, ...]:
    """The leading numbers of a version without trailing zeros.

    >>> release('2.11.0+cu130')
    (2, 11)
    """
    numbers = re.match(r'\d+(\.\d+)*', version)
    parts = [int(part) for part in numbers.group().split('.')] if numbers else []
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def has_openmmlab() -> bool:
    """Whether any OpenMMLab package is there, in whatever version."""
    packages = (each for each in REQUIREMENTS if each.names[0].startswith('mm'))
    return any(_find(package).version for package in packages)


def examine() -> list[Finding]:
    """Look up Python and every required package in this interpreter."""
    python = Finding(PYTHON, 'python', platform.python_version())
    return [python, *(_find(requirement) for requirement in REQUIREMENTS)]


def _find(requirement: Requirement) -> Finding:
    """Look for each name; a wrong version hides a right one."""
    findings = []
    for name in requirement.names:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        findings.append(Finding(requirement, name, version))
    missing = Finding(requirement, requirement.names[0], None)
    return min(findings, key=lambda finding: finding.ok, default=missing)


def table(findings: list[Finding]) -> str:
    """Write findings as aligned lines: package, found, needed, verdict."""
    rows = [('package', 'found', 'needed', '')]
    for finding in findings:
        requirement = finding.requirement
        verdict = 'ok' if finding.ok else f'fix: {requirement.fix}'
        found = finding.version or 'missing'
        rows.append((finding.name, found, requirement.needed, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return '\n'.join(
        '  '.join([*map(str.ljust, row[:3], widths), row[3]]).rstrip() for row in rows
    )


def check() -> None:
    """Make sure that every required package is there in a fitting version.

    Raises:
        ImportError: Naming every package that is missing or out of range,
            what was found, what is needed and the command that mends it.
    """
    wrong = [finding for finding in examine() if not finding.ok]
    if wrong:
        raise ImportError(
            f'poseur cannot run on the packages of {sys.executable}:\n'
            f'{table(wrong)}\n'
            'Run the commands above with that Python, or `make clean setup` in '
            'the checkout, which makes a .venv with the tested versions.'
        )
