"""The set-up of the environment, without installing anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FILES = [
    'Makefile',
    'requirements.txt',
    'requirements',
    'tools/misc/setup_env.py',
    'tools/misc/find_python.py',
]


@pytest.fixture
def checkout(tmp_path: Path, repo_root: Path) -> Path:
    """A checkout with no more than the set-up needs."""
    for name in FILES:
        target = tmp_path / 'checkout' / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (repo_root / name).is_dir():
            shutil.copytree(repo_root / name, target)
        else:
            shutil.copy(repo_root / name, target)
    return tmp_path / 'checkout'


def fake_venv(folder: Path, pip_exit: int = 0) -> Path:
    """An environment whose python logs its arguments and pretends to work."""
    python = folder / 'bin' / 'python'
    python.parent.mkdir(parents=True)
    python.write_text(
        '#!/bin/sh\n'
        'case "$*" in\n'
        '  -c*) echo \'[[3, 11], "3.11.7", true]\' ;;\n'
        f'  *install*) echo "$@" >> {folder}/log; exit {pip_exit} ;;\n'
        f'  *) echo "$@" >> {folder}/log ;;\n'
        'esac\n'
    )
    python.chmod(0o755)
    return folder


def make_setup(checkout: Path, **variables: str) -> subprocess.CompletedProcess:
    """Run `make setup`, untouched by the make that may run these tests."""
    dropped = ('POSEUR_VENV', 'PYTHON', 'HEADLESS', 'NEWEST', 'MAKEFLAGS', 'MFLAGS')
    dropped += ('MAKELEVEL',)
    clean = {k: v for k, v in os.environ.items() if k not in dropped}
    return subprocess.run(
        ['make', 'setup', f'PYTHON={sys.executable}'],
        cwd=checkout,
        env={**clean, **variables},
        capture_output=True,
        text=True,
    )


def log(venv: Path) -> list[str]:
    """What the environment's python was called for, pip's version aside."""
    lines = (venv / 'log').read_text().splitlines()
    return [line for line in lines if line != '-m pip --version']


def test_packages_are_installed_once(checkout):
    venv = fake_venv(checkout / '.venv')
    assert make_setup(checkout).returncode == 0
    assert log(venv) == [
        '-m pip install --no-deps --require-hashes -r requirements/lock.txt',
        'tools/misc/check_env.py',
    ]
    (venv / 'log').write_text('')
    again = make_setup(checkout)
    assert again.returncode == 0 and again.stdout == '' and log(venv) == []


def test_the_newest_allowed_versions_are_installed_on_request(checkout):
    venv = fake_venv(checkout / '.venv')
    assert make_setup(checkout, NEWEST='1').returncode == 0
    assert log(venv) == [
        '-m pip install --upgrade -r requirements.txt -r requirements/deploy.txt '
        '-r requirements/dev.txt',
        '-m pip install --upgrade --no-deps -r requirements/no_deps.txt',
        'tools/misc/check_env.py',
    ]
    make_setup(checkout)  # they stay
    assert len(log(venv)) == 3
    make_setup(checkout, NEWEST='0')
    assert 'requirements/lock.txt' in log(venv)[3]


def test_a_changed_requirement_is_installed(checkout):
    venv = fake_venv(checkout / '.venv')
    make_setup(checkout)
    before = len(log(venv))
    with (checkout / 'requirements' / 'no_deps.txt').open('a') as file:
        file.write('something>=1\n')
    make_setup(checkout)
    assert len(log(venv)) == 2 * before


def test_a_failing_pip_is_named_and_tried_again(checkout):
    venv = fake_venv(checkout / '.venv', pip_exit=3)
    failed = make_setup(checkout)
    assert failed.returncode != 0
    command = f'{venv}/bin/python -m pip install --no-deps --require-hashes -r'
    assert f'failed (exit status 3):\n  {command}' in failed.stderr
    assert 'call make again, which resumes' in failed.stderr
    assert len(log(venv)) == 1
    make_setup(checkout)
    assert len(log(venv)) == 2


def test_an_environment_made_by_hand_is_only_checked(checkout, tmp_path):
    venv = fake_venv(tmp_path / 'mine')
    assert make_setup(checkout, POSEUR_VENV=str(venv)).returncode == 0
    assert log(venv) == ['tools/misc/check_env.py']
    assert not (checkout / '.venv').exists()


def test_an_environment_that_poseur_made_is_shared(checkout, tmp_path):
    made = fake_venv(checkout / '.venv')
    make_setup(checkout)
    calls = len(log(made))
    other = tmp_path / 'other'
    shutil.copytree(checkout, other, ignore=shutil.ignore_patterns('.venv'))
    assert make_setup(other, POSEUR_VENV=str(made)).returncode == 0
    assert len(log(made)) == calls


def test_a_foreign_folder_is_not_overwritten(checkout, tmp_path):
    (tmp_path / 'mine').mkdir()
    (tmp_path / 'mine' / 'thesis.tex').touch()
    refused = make_setup(checkout, POSEUR_VENV=str(tmp_path / 'mine'))
    assert refused.returncode != 0
    assert 'mine does not work as an environment' in refused.stderr
    assert (tmp_path / 'mine' / 'thesis.tex').exists()


def test_opencv_without_windows_takes_the_place_of_the_other(checkout):
    venv = fake_venv(checkout / '.venv')
    assert make_setup(checkout, HEADLESS='1').returncode == 0
    (line,) = (
        each
        for each in (checkout / 'requirements.txt').read_text().splitlines()
        if each.startswith('opencv-python>')
    )
    headless = line.replace('opencv-python', 'opencv-python-headless')
    assert log(venv)[1:] == [
        '-m pip uninstall --yes opencv-python opencv-python-headless',
        f'-m pip install -c requirements.txt {headless}',
        'tools/misc/check_env.py',
    ]
    calls = len(log(venv))
    make_setup(checkout)  # as when a test or the demo is run
    assert len(log(venv)) == calls
    make_setup(checkout, HEADLESS='0')
    uninstall, install, check = log(venv)[calls:]
    assert uninstall == '-m pip uninstall --yes opencv-python-headless'
    assert install.startswith('-m pip install --no-deps') and 'check_env' in check
    make_setup(checkout, HEADLESS='0')
    assert len(log(venv)) == calls + 3
