"""The environment report, run as users run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from poseur.compat import versions
from poseur.compat.system_libraries import (
    advice,
    opencv_problem,
    unresolved_libraries,
)


@pytest.fixture
def missing() -> list[versions.Finding]:
    """Every requirement but Python as if it were not installed."""
    return [
        finding._replace(installed=())
        for finding in versions.examine()
        if finding.name != 'python'
    ]


def check_env(repo_root: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    script = repo_root / 'tools' / 'misc' / 'check_env.py'
    command = [sys.executable, *flags, str(script)]
    return subprocess.run(command, capture_output=True, text=True, cwd='/')


def test_a_good_environment(repo_root: Path) -> None:
    report = check_env(repo_root)
    assert report.returncode == 0, report.stdout
    assert report.stdout.startswith(versions.table(versions.examine()))
    assert re.search('mmcv operators: +(compiled|provided by poseur)', report.stdout)
    assert f'COCO evaluation: {versions.coco_tools()}\n' in report.stdout
    assert 'built for' in report.stdout and 'free disk:' in report.stdout
    assert report.stdout.endswith('No problems found.\n')


def test_an_empty_environment(repo_root: Path, missing: list[versions.Finding]) -> None:
    # Without site-packages (-I -S) nothing is installed at all.
    report = check_env(repo_root, '-I', '-S')
    assert report.returncode == 1, report.stderr
    lines = report.stdout.splitlines()
    rows = lines[: lines.index('')]
    for finding in missing:
        (line,) = (row for row in rows if row.split()[0] == finding.name)
        assert line.split()[1] == 'missing'
        assert line.endswith(f'fix: {finding.fix}')
    assert re.search('mmcv operators: +mmcv is not installed', report.stdout)
    assert re.search('CUDA: +torch is not installed', report.stdout)
    assert lines[-1] == 'To fix: ' + ', '.join(finding.name for finding in missing)


def test_a_package_of_a_wrong_version(repo_root: Path, tmp_path: Path) -> None:
    """Metadata earlier on the path shadows that of the installed package."""
    finding = next(f for f in versions.examine() if f.name == 'scipy')
    folder = tmp_path / 'scipy-0.1.dist-info'
    folder.mkdir()
    (folder / 'METADATA').write_text(
        'Metadata-Version: 2.1\nName: scipy\nVersion: 0.1\n'
    )
    code = (
        'import runpy, sys; sys.path.insert(0, sys.argv[1]); '
        'runpy.run_path(sys.argv[2], run_name="__main__")'
    )
    script = repo_root / 'tools' / 'misc' / 'check_env.py'
    report = subprocess.run(
        [sys.executable, '-c', code, str(tmp_path), str(script)],
        capture_output=True,
        text=True,
    )
    assert report.returncode == 1, report.stdout
    (line,) = (row for row in report.stdout.splitlines() if row.startswith('scipy '))
    assert line.split()[1] == '0.1'
    assert line.endswith(f'fix: {finding.fix}')
    assert report.stdout.endswith('To fix: scipy\n')


def test_missing_libraries_are_named_with_their_packages() -> None:
    assert opencv_problem() == '' and unresolved_libraries() == set()
    libraries = ['libGL.so.1', 'libglib-2.0.so.0', 'libgthread-2.0.so.0']
    lines = advice(libraries).split('\n')
    assert 'lacks the libraries libGL.so.1, libglib-2.0.so.0, libgthr' in lines[0]
    assert lines[1] == 'Debian, Ubuntu: apt install libgl1 libglib2.0-0'
    assert 'make setup HEADLESS=1' in lines[2]
    assert '<libodd.so.7>' in advice(['libodd.so.7'])


def test_an_opencv_that_cannot_be_loaded(repo_root: Path, tmp_path: Path) -> None:
    """A module that fails like one whose library the system lacks."""
    error = 'libGL.so.1: cannot open shared object file: No such file or directory'
    (tmp_path / 'cv2').mkdir()
    (tmp_path / 'cv2' / '__init__.py').write_text(f'raise ImportError({error!r})')
    report = subprocess.run(
        [sys.executable, str(repo_root / 'tools' / 'misc' / 'check_env.py')],
        env={**os.environ, 'PYTHONPATH': str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert report.returncode == 1, report.stdout
    assert 'apt install libgl1\n' in report.stdout
    assert report.stdout.endswith('To fix: the import of cv2\n')
