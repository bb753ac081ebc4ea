"""The check of package versions, against folders with metadata made for the test."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from poseur.compat import versions


def add_package(site: Path, name: str, version: str) -> None:
    """Add the metadata of an installed package to a folder."""
    remove_package(site, name)
    info = site / f'{name.replace("-", "_")}-{version}.dist-info'
    info.mkdir()
    text = f'Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n'
    (info / 'METADATA').write_text(text)


def remove_package(site: Path, name: str) -> None:
    for info in site.glob(f'{name.replace("-", "_")}-*.dist-info'):
        shutil.rmtree(info)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Folder with the metadata of all packages in the lowest versions that work."""
    for requirement in versions.requirements():
        add_package(tmp_path, requirement.names[0], requirement.at_least)
    (tmp_path / 'mmengine.py').touch()
    return tmp_path


@pytest.fixture
def import_error(site: Path, repo_root: Path):
    """Import poseur and OpenMMLab with that folder for all packages.

    Returns the errors.
    """

    def run() -> str:
        paths = [str(site), str(repo_root)]
        code = f'import sys; sys.path += {paths}; import poseur, mmengine'
        command = [sys.executable, '-I', '-S', '-c', code]
        return subprocess.run(command, capture_output=True, text=True).stderr

    return run


def test_the_lowest_versions_are_accepted(import_error):
    assert import_error() == ''


def test_everything_wrong_is_reported_at_once(site, import_error):
    add_package(site, 'torch', '2.3.1+cu121')
    add_package(site, 'numpy', '1.24.0')
    remove_package(site, 'mmpose')

    lines = import_error().splitlines()

    start = next(i for i, line in enumerate(lines) if line.startswith('ImportError'))
    assert sys.executable in lines[start]
    table = [re.split(r'\s{2,}', line) for line in lines[start + 1 : start + 5]]
    torch, numpy, mmpose = (needed(name) for name in ('torch', 'numpy', 'mmpose'))
    assert table == [
        ['package', 'found', 'needed'],
        ['torch', '2.3.1+cu121', torch, f"fix: pip install 'torch{torch}'"],
        ['numpy', '1.24.0', numpy, f"fix: pip install 'numpy{numpy}'"],
        ['mmpose', 'missing', mmpose, f"fix: pip install --no-deps 'mmpose{mmpose}'"],
    ]
    assert 'make clean setup' in lines[start + 5]


def needed(name: str) -> str:
    return next(r.needed for r in versions.requirements() if r.names[0] == name)


def test_a_newer_version_than_tested_warns(site, import_error):
    add_package(site, 'torch', '9.0.0')
    message = import_error()
    assert f'tested with torch {needed("torch")}, and 9.0.0 is installed' in message
    assert 'Error' not in message


@pytest.mark.parametrize(
    ('version', 'problem'),
    [('2.1.0', ''), ('2.2.0', 'tested with mmcv'), ('2.0.1', 'ImportError')],
)
def test_a_full_mmcv_serves_as_well(site, import_error, version, problem):
    remove_package(site, 'mmcv-lite')
    add_package(site, 'mmcv', version)
    message = import_error()
    assert problem in message if problem else message == ''
    assert not problem or 'pip uninstall -y mmcv-lite mmcv; pip install' in message


def test_a_wrong_mmcv_next_to_mmcv_lite_is_found(site, import_error):
    add_package(site, 'mmcv', '1.7.2')
    assert re.search(r'mmcv +1\.7\.2 +>=2\.1\.0,<2\.2', import_error())


@pytest.mark.parametrize(
    ('version', 'ok', 'untested'),
    [
        ('2.5.9', False, False),
        ('2.6', True, False),
        ('2.6.0', True, False),
        ('2.11.3+cpu', True, False),
        ('2.12.0a0+git1', True, True),
        ('2.12', True, True),
        ('unknown', False, False),
        (None, False, False),
    ],
)
def test_range_of_a_package(version, ok, untested):
    torch = versions.Requirement(('torch',), '2.6', '2.12', fix='pip install torch')
    finding = versions.Finding(torch, 'torch', version)
    assert (finding.ok, finding.untested) == (ok, untested)


def test_installed_metadata_says_what_pyproject_says(tmp_path, monkeypatch):
    """Outside of a checkout the ranges come from the distribution's metadata."""
    expected = versions.requirements()
    add_package(tmp_path, versions.DISTRIBUTION, '1.0')
    lines = [reordered(line) for line in versions.declared()]
    lines += [
        f'{reordered(line)}; extra == "mmpose"' for line in versions.declared('mmpose')
    ]
    lines += [f'{line}; extra == "dev"' for line in versions.declared('dev')]
    metadata = next(tmp_path.glob('*.dist-info')) / 'METADATA'
    with metadata.open('a') as file:
        file.writelines(f'Requires-Dist: {line}\n' for line in lines)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(versions, 'PYPROJECT', tmp_path / 'missing.toml')
    assert versions.requirements() == expected
    assert len(expected) > 10


def reordered(requirement: str) -> str:
    """Put the upper bound first, as setuptools does."""
    return re.sub(r'(>=[\w.]+),(<[\w.]+)', r'\2,\1', requirement)


def test_requirements_files_are_those_of_pyproject(repo_root):
    command = [sys.executable, 'tools/misc/make_requirements.py', '--check']
    done = subprocess.run(command, cwd=repo_root, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, '')
    lines = (repo_root / 'requirements.txt').read_text().splitlines()
    assert lines[1:] == versions.declared()
    assert f'torch{needed("torch")}' in lines
