"""The check of the environment, when OpenMMLab is first imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def python(tmp_path: Path, repo_root: Path):
    """Run code where mmpose seems to be too old; return what it prints.

    pip there writes its arguments into a file. Should another pip be found, it has no
    index and installs into a temporary folder.
    """
    info = tmp_path / 'mmpose-0.1.dist-info'
    info.mkdir()
    (info / 'METADATA').write_text(
        'Metadata-Version: 2.1\nName: mmpose\nVersion: 0.1\n'
    )
    (tmp_path / 'pip').mkdir()
    (tmp_path / 'pip/__init__.py').touch()
    log = f'open({str(tmp_path / "pip.log")!r}, "a")'
    text = f'import sys; {log}.write(repr(sys.argv[1:]))'
    (tmp_path / 'pip/__main__.py').write_text(text)
    paths = os.pathsep.join([str(tmp_path), str(repo_root)])
    harmless = dict(
        PIP_CONFIG_FILE=os.devnull,
        PIP_DRY_RUN='1',
        PIP_FIND_LINKS='',
        PIP_NO_INDEX='1',
        PIP_TARGET=str(tmp_path / 'target'),
    )

    def run(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env=os.environ | harmless | dict(PYTHONPATH=paths),
            capture_output=True,
            text=True,
        )

    return run


def test_what_needs_no_openmmlab_can_be_imported(python) -> None:
    code = 'import poseur.structures, importlib.util as i; print(i.find_spec("mmcv"))'
    done = python('-c', code)
    assert done.returncode == 0, done.stderr
    assert 'mmcv' in done.stdout


@pytest.mark.parametrize(
    'code',
    [
        'import poseur, mmengine',
        'import mmengine, poseur',
        'import poseur.config',
        'import poseur\ntry: import mmpose\nexcept ImportError: import mmengine',
    ],
)
def test_openmmlab_is_refused(python, code: str) -> None:
    done = python('-c', code)
    assert done.returncode == 1
    assert 'poseur cannot run on the packages of' in done.stderr
    assert 'mmpose   0.1' in done.stderr


def test_a_command_says_what_is_missing(python) -> None:
    done = python('-m', 'poseur', 'flops', 'x.py')
    assert done.returncode == 1
    assert done.stderr.startswith('poseur flops: poseur cannot run on the packages of')
    assert 'fix: pip install --no-deps' in done.stderr
    assert done.stderr.endswith('See `poseur --check`.\n')
    assert 'Traceback' not in done.stderr


@pytest.mark.slow
def test_the_check_installs_what_is_missing(python, tmp_path: Path) -> None:
    checked = python('-m', 'poseur', '--check')
    assert checked.returncode == 1, checked.stderr
    assert checked.stdout.endswith('To fix: mmpose\n')
    assert not (tmp_path / 'pip.log').exists()
    fixed = python('-m', 'poseur', '--fix')
    assert fixed.stdout.startswith("+ pip install --no-deps 'mmpose>=")
    called = (tmp_path / 'pip.log').read_text()
    assert called.startswith("['install', '--no-deps', 'mmpose>=")
