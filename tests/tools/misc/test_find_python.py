"""The choice of an interpreter for the environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _script_folder(repo_root, monkeypatch):
    monkeypatch.syspath_prepend(str(repo_root / 'tools' / 'misc'))


def interpreter(version: str, can_make_venv=True):
    from find_python import Interpreter

    major, minor, _ = map(int, version.split('.'))
    path = f'/usr/bin/{version}'
    return Interpreter(path, (major, minor), version, can_make_venv)


def fake_python(folder: Path, name: str, script: str) -> Path:
    """A command of a given name that does what a shell script says."""
    path = folder / name
    path.write_text(f'#!/bin/sh\n{script}\n')
    path.chmod(0o755)
    return path


def answering(version: str) -> str:
    """A script that answers the probe like a Python of some version."""
    major, minor, _ = version.split('.')
    return f'echo \'[[{major}, {minor}], "{version}", true]\''


def test_all_supported_versions_are_those_of_the_package():
    from find_python import NEWEST, OLDEST, SUPPORTED

    from poseur.compat.declared import python_range, release

    supported = python_range()
    first, end = release(supported.at_least), release(supported.below)
    assert sorted(SUPPORTED) == [(3, minor) for minor in range(first[1], end[1])]
    assert ('3.10', f'3.{end[1] - 1}') == (OLDEST, NEWEST)


@pytest.mark.parametrize(
    'versions, chosen',
    [
        (['3.12.1', '3.10.4', '3.11.2'], '3.11.2'),
        (['3.10.4', '3.13.0', '3.12.1'], '3.12.1'),
        (['3.10.4', '3.14.8', '3.13.0'], '3.13.0'),
        (['3.10.4', '3.9.0'], '3.10.4'),
        (['3.11.7', '3.11.2'], '3.11.7'),
    ],
)
def test_preference(versions, chosen):
    from find_python import choose

    found = [interpreter(version) for version in versions]
    assert choose(found).full_version == chosen


def test_one_that_cannot_make_a_venv_is_passed_over():
    from find_python import choose

    found = [interpreter('3.11.2', can_make_venv=False), interpreter('3.10.4')]
    assert choose(found).full_version == '3.10.4'


@pytest.mark.parametrize(
    'found, reason',
    [
        ([('3.9.1',), ('3.15.0',)], 'runs on Python 3.10 to 3.14'),
        ([], '(none)'),
    ],
)
def test_none_fits(found, reason):
    from find_python import NoPythonError, choose

    with pytest.raises(NoPythonError) as caught:
        choose([interpreter(*python) for python in found])
    message = str(caught.value)
    assert reason in message
    assert all(python[0] in message for python in found)
    assert 'Install Python 3.10 to 3.14' in message and 'PYTHON=' in message


@pytest.mark.parametrize(
    ('system', 'package'),
    [('3.13.5', 'python3-venv'), ('3.11.2', 'python3.13-venv')],
)
def test_the_missing_package_is_that_of_the_distribution(system, package, monkeypatch):
    """The Python of the system has its venv in a package without a version."""
    import find_python

    monkeypatch.setattr(find_python, 'probe', lambda path: interpreter(system))
    with pytest.raises(find_python.NoPythonError) as caught:
        find_python.choose([interpreter('3.13.5', can_make_venv=False)])
    message = str(caught.value)
    assert f'Debian, Ubuntu: apt install {package}' in message.replace(' and ', ', ')
    assert message.endswith('Install the package named above, then call make again.')


def test_only_commands_that_run_are_believed(tmp_path, monkeypatch):
    from find_python import find_python

    fake_python(
        tmp_path, 'python3.11', 'echo "python3.11: command not found"; exit 127'
    )
    good = fake_python(tmp_path, 'python3', answering('3.10.4'))
    monkeypatch.setenv('PATH', str(tmp_path))
    monkeypatch.setenv('HOME', str(tmp_path))
    assert find_python().path == str(good)


def test_a_shadowed_command_and_pyenv_are_found(tmp_path, monkeypatch):
    from find_python import candidates

    folders = [tmp_path / name for name in ('first', 'second')]
    pyenv = tmp_path / '.pyenv' / 'versions' / '3.10.13' / 'bin'
    for folder in [*folders, pyenv]:
        folder.mkdir(parents=True)
    paths = [fake_python(folder, 'python3.11', 'exit 1') for folder in folders]
    paths.append(fake_python(pyenv, 'python', 'exit 1'))
    monkeypatch.setenv('PATH', ':'.join(map(str, folders)))
    monkeypatch.setenv('HOME', str(tmp_path))
    assert candidates() == [str(path) for path in paths]


def test_a_named_interpreter_wins_or_is_refused(tmp_path):
    from find_python import NoPythonError, find_python

    old = fake_python(tmp_path, 'old', answering('3.9.0'))
    good = fake_python(tmp_path, 'good', answering('3.10.4'))
    assert find_python(str(good)).full_version == '3.10.4'
    with pytest.raises(NoPythonError, match=r'old \(3.9.0\): poseur runs on'):
        find_python(str(old))
    with pytest.raises(NoPythonError, match='PYTHON=.*absent does not run'):
        find_python(str(tmp_path / 'absent'))


def test_probe_of_this_interpreter():
    from find_python import probe

    found = probe(sys.executable)
    assert found.version == sys.version_info[:2]
    assert found.full_version.startswith(f'{found.version[0]}.{found.version[1]}.')
