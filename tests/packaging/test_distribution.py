"""What the wheel and the sdist hold, and the program that they install."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

import poseur as checkout
from poseur.commands import COMMANDS

pytestmark = pytest.mark.slow
TINY = 'td-reg_poseur-tiny_2xb16-18e_synthetic-96x72'
Poseur = Callable[..., subprocess.CompletedProcess]


def files(folder: Path, *suffixes: str) -> set[str]:
    """Return the files of a folder, relative to the one that holds it."""
    found = (path for path in folder.rglob('*') if path.suffix in suffixes)
    return {path.relative_to(folder.parent).as_posix() for path in found}


@pytest.fixture(scope='session')
def configs(repo_root: Path) -> set[str]:
    return files(repo_root / 'configs', '.py', '.yml', '.md')


def test_the_wheel_holds_package_and_configs(
    wheel: Path, repo_root: Path, configs: set[str]
) -> None:
    names = {name for name in ZipFile(wheel).namelist() if '.dist-info/' not in name}
    modules = files(repo_root / 'poseur', '.py', '.typed')
    assert 'poseur/py.typed' in modules and len(configs) > 200
    assert names >= modules | {f'poseur/{name}' for name in configs}
    assert {name.partition('/')[0] for name in names if '/' in name} == {'poseur'}


def test_the_sdist_holds_what_a_build_needs(
    sdist: Path, repo_root: Path, configs: set[str]
) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition('/')[2] for name in archive.getnames()}
    modules = files(repo_root / 'poseur', '.py', '.typed')
    needed = {'pyproject.toml', 'setup.py', 'README.md', 'LICENSE', 'PKG-INFO'}
    assert names >= modules | configs | needed
    assert not any(name.startswith('tests') for name in names)


def test_the_program_lists_its_commands(poseur: Poseur) -> None:
    assert poseur('--version').stdout == f'{checkout.__version__}\n'
    listed = poseur()
    assert listed.returncode == 0
    for command in COMMANDS:
        assert f'\n  {command} ' in listed.stdout


def test_a_config_by_name(poseur: Poseur, site: Path) -> None:
    counted = poseur('flops', f'configs/synthetic/{TINY}.py')
    assert counted.returncode == 0, counted.stderr
    assert 'crops of 96x72' in counted.stdout
    refused = poseur('flops', TINY.replace('tiny', 'tinny'))
    assert refused.returncode == 1
    assert refused.stderr.startswith('poseur flops: The config td-reg_poseur-tinny')
    assert f'in {site}/poseur/configs. Nearest names: {TINY}' in refused.stderr
    assert 'Traceback' not in refused.stderr
