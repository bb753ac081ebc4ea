"""The distribution, built and installed once, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

SOURCES = ('poseur', 'configs', 'pyproject.toml', 'setup.py', 'MANIFEST.in')
SOURCES += ('README.md', 'LICENSE')
SDIST = 'from setuptools import build_meta; build_meta.build_sdist("dist")'


def python(*words: object, cwd: Path) -> None:
    """Run this Python with some arguments, and show its output if it fails."""
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.fixture(scope='session')
def sources(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build needs of the checkout, without leftovers of earlier builds."""
    if int(version('setuptools').partition('.')[0]) < 77:
        pytest.skip('building needs setuptools 77 or later, see pyproject.toml')
    folder = tmp_path_factory.mktemp('sources')
    for name in SOURCES:
        if (repo_root / name).is_dir():
            ignored = shutil.ignore_patterns('__pycache__')
            shutil.copytree(repo_root / name, folder / name, ignore=ignored)
        else:
            shutil.copy(repo_root / name, folder)
    return folder


@pytest.fixture(scope='session')
def sdist(sources: Path) -> Path:
    python('-c', SDIST, cwd=sources)
    return next((sources / 'dist').glob('*.tar.gz'))


@pytest.fixture(scope='session')
def wheel(sources: Path) -> Path:
    options = ('--no-build-isolation', '--no-deps', '--wheel-dir', 'dist', '.')
    python('-m', 'pip', 'wheel', *options, cwd=sources)
    return next((sources / 'dist').glob('*.whl'))


@pytest.fixture(scope='session')
def site(wheel: Path) -> Path:
    """A folder that the wheel is installed into, for ``PYTHONPATH``."""
    target = wheel.parents[1] / 'site'
    options = ('--no-index', '--no-deps', '--target', target, wheel)
    python('-m', 'pip', 'install', *options, cwd=wheel.parent)
    return target


@pytest.fixture
def poseur(site: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess]:
    """Run the installed program ``poseur`` in a temporary folder."""

    def run(*words: object) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(site / 'bin/poseur'), *map(str, words)],
            cwd=tmp_path,
            env=os.environ | dict(PYTHONPATH=str(site)),
            capture_output=True,
            text=True,
        )

    return run
