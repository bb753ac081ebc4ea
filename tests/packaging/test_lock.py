"""The lock file has one version of every package, as pyproject.toml asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from poseur.compat.declared import declared

PYTHONS = ('3.10', '3.11', '3.12', '3.13', '3.14')
EXTRAS = (None, 'mmpose', 'deploy', 'dev')
OPENMMLAB_NEEDS = ('addict', 'rich', 'yapf', 'terminaltables', 'termcolor', 'shapely')


def environment(python: str) -> dict[str, str]:
    return dict(
        python_version=python,
        python_full_version=f'{python}.3',
        sys_platform='linux',
        platform_machine='x86_64',
    )


def applies(requirement: Requirement, python: str) -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate(environment(python))


@pytest.fixture(scope='module')
def locked(repo_root: Path) -> list[tuple[Requirement, int]]:
    """Each locked package with the number of its hashes."""
    text = (repo_root / 'requirements/lock.txt').read_text()
    entries = re.findall(
        r'^([a-z].*?)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)$', text, re.M
    )
    return [(Requirement(line), each.count('sha256')) for line, each in entries]


@pytest.mark.parametrize('python', PYTHONS)
def test_every_requirement_has_one_version_in_its_range(locked, python: str) -> None:
    versions: dict[str, str] = {}
    for requirement, hashes in locked:
        if applies(requirement, python):
            name = requirement.name.replace('_', '-')
            assert hashes and name not in versions, name
            (pin,) = requirement.specifier
            assert pin.operator == '=='
            versions[name] = pin.version
    asked = [Requirement(line) for extra in EXTRAS for line in declared(extra)]
    for requirement in asked:
        if applies(requirement, python):
            version = versions[requirement.name.replace('_', '-')]
            assert requirement.specifier.contains(version), requirement
    assert all(name in versions for name in OPENMMLAB_NEEDS)
    assert 'chumpy' not in versions
    assert ('xtcocotools' in versions) == (python in ('3.10', '3.11'))


def test_no_index_is_named(repo_root: Path) -> None:
    text = (repo_root / 'requirements/lock.txt').read_text()
    assert '://' not in text and '--index' not in text and '--find-links' not in text
