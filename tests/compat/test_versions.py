"""The check of package versions, against folders of made-up metadata."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from poseur.compat import versions as stack


def add_package(site: Path, name: str, version: str) -> None:
    """Claim in a folder that one version of a package is installed there."""
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
    """A folder that claims all packages in their tested versions."""
    for requirement in stack.REQUIREMENTS:
        add_package(tmp_path, requirement.names[0], requirement.tested)
    return tmp_path


@pytest.fixture
def import_error(site: Path, repo_root: Path):
    """Import poseur with that folder for all packages; what it complains of."""

    def run() -> str:
        code = f'import sys; sys.path += {[str(site), str(repo_root)]}; import poseur'
        command = [sys.executable, '-I', '-S', '-c', code]
        return subprocess.run(command, capture_output=True, text=True).stderr

    return run


def test_tested_versions_are_accepted(import_error):
    assert import_error() == ''


def test_all_that_is_wrong_is_told_at_once(site, import_error):
    add_package(site, 'torch', '2.3.1+cu121')
    add_package(site, 'numpy', '2.0.0')
    remove_package(site, 'mmpose')

    lines = import_error().splitlines()

    start = next(i for i, line in enumerate(lines) if line.startswith('ImportError'))
    assert sys.executable in lines[start]
    table = [re.split(r'\s{2,}', line) for line in lines[start + 1 : start + 5]]
    assert table == [
        ['package', 'found', 'needed'],
        ['torch', '2.3.1+cu121', '>=2.6,<2.12', "fix: pip install 'torch==2.11.0'"],
        [
            'mmpose',
            'missing',
            '>=1.3.2,<1.4',
            "fix: pip install --no-deps 'mmpose==1.3.2'",
        ],
        ['numpy', '2.0.0', '>=1.26.4,<2', "fix: pip install 'numpy==1.26.4'"],
    ]
    assert 'make clean setup' in lines[start + 5]


@pytest.mark.parametrize('version, accepted', [('2.1.0', True), ('2.2.0', False)])
def test_a_full_mmcv_serves_as_well(site, import_error, version, accepted):
    remove_package(site, 'mmcv-lite')
    add_package(site, 'mmcv', version)
    message = import_error()
    assert (message == '') is accepted
    assert accepted or 'pip uninstall -y mmcv-lite mmcv; pip install' in message


def test_a_wrong_mmcv_beside_mmcv_lite_is_found(site, import_error):
    add_package(site, 'mmcv', '1.7.2')
    assert re.search(r'mmcv +1\.7\.2 +>=2\.1,<2\.2', import_error())


@pytest.mark.parametrize(
    'version, accepted',
    [
        ('2.5.9', False),
        ('2.6', True),
        ('2.6.0', True),
        ('2.11.3+cpu', True),
        ('2.12.0a0+git1', False),
        ('2.12', False),
        ('unknown', False),
        (None, False),
    ],
)
def test_range_of_torch(version, accepted):
    torch = next(r for r in stack.REQUIREMENTS if r.names == ('torch',))
    assert stack.Finding(torch, 'torch', version).ok is accepted


def test_requirement_files_install_what_the_check_accepts(repo_root):
    names = ('requirements.txt', 'requirements/no_deps.txt')
    text = '\n'.join((repo_root / name).read_text() for name in names)
    bounds = re.findall(r'^([\w-]+)>=([\d.]+),<([\d.]+)$', text, re.MULTILINE)
    pinned = {name: rest for name, *rest in bounds}
    for requirement in stack.REQUIREMENTS:
        at_least, below = map(stack.release, pinned[requirement.names[0]])
        assert stack.release(requirement.at_least) <= at_least
        assert below <= stack.release(requirement.below)
        assert at_least <= stack.release(requirement.tested) < below
