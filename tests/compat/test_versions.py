"""The check of package versions, against folders with metadata made for the test."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from poseur.compat import declared, versions


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
    for requirement in declared.requirements():
        add_package(tmp_path, requirement.name, requirement.at_least)
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
    torch, numpy, mmpose = map(requirement, ('torch', 'numpy', 'mmpose'))
    assert mmpose.install == f"pip install --no-deps 'mmpose{mmpose.needed}'"
    assert table == [
        ['package', 'found', 'needed'],
        ['torch', '2.3.1+cu121', torch.needed, f'fix: {torch.install}'],
        ['numpy', '1.24.0', numpy.needed, f'fix: {numpy.install}'],
        ['mmpose', 'missing', mmpose.needed, f'fix: {mmpose.install}'],
    ]
    assert 'make clean setup' in lines[start + 5]


def requirement(name: str) -> declared.Requirement:
    (found,) = (each for each in declared.requirements() if each.name == name)
    return found


def test_a_newer_version_than_tested_warns(site, import_error):
    add_package(site, 'torch', '9.0.0')
    message = import_error()
    tested = requirement('torch').needed
    assert f'tested with torch {tested}, and 9.0.0 is installed' in message
    assert 'Error' not in message


@pytest.mark.parametrize(
    ('version', 'problem'),
    [('2.1.0', ''), ('2.2.0', 'ImportError'), ('2.0.1', 'ImportError')],
)
def test_a_full_mmcv_serves_as_well(site, import_error, version, problem):
    remove_package(site, 'mmcv-lite')
    add_package(site, 'mmcv', version)
    message = import_error()
    assert problem in message if problem else message == ''
    assert not problem or 'pip uninstall -y mmcv; pip install' in message


def test_a_wrong_mmcv_next_to_mmcv_lite_is_found(site, import_error):
    add_package(site, 'mmcv', '1.7.2')
    line = next(row for row in import_error().splitlines() if '1.7.2' in row)
    assert re.match(r'mmcv-lite \+ mmcv +2\.1\.0 \+ 1\.7\.2 +>=2\.1\.0,<2\.2', line)
    assert 'fix: pip uninstall -y mmcv-lite mmcv; pip install' in line


@pytest.mark.parametrize(
    ('rival', 'original'),
    [
        ('onedl-mmengine', 'mmengine'),
        ('onedl-mmcv', 'mmcv-lite'),
        ('onedl-mmdetection', 'mmdet'),
    ],
)
@pytest.mark.parametrize('both', [False, True])
def test_a_package_in_place_of_the_original(site, import_error, rival, original, both):
    """It fills the same folder, so that both must go first."""
    add_package(site, rival, '2.1.0')
    if not both:
        remove_package(site, original)
    message = import_error()
    (line,) = (row for row in message.splitlines() if rival in row)
    removed = f'{original} {rival}' if both else rival
    command = f'pip uninstall -y {removed}; {requirement(original).install}'
    assert line.endswith(f'fix: {command}')
    assert message.count('fix:') == 1


def test_two_packages_of_opencv_give_a_warning(site, import_error):
    add_package(site, 'opencv-python-headless', '4.11.0.86')
    message = import_error()
    assert 'Error' not in message
    assert 'opencv-python + opencv-python-headless are installed into one' in message
    assert 'pip uninstall -y opencv-python opencv-python-headless; pip' in message


@pytest.mark.parametrize('name', sorted(versions.ALTERNATIVES['opencv-python']))
def test_one_other_package_of_opencv_will_do(site, import_error, name):
    remove_package(site, 'opencv-python')
    add_package(site, name, '4.11.0.86')
    assert import_error() == ''


def test_a_version_that_does_not_work_is_refused(site, import_error):
    add_package(site, 'torch', '2.13.0+cu130')
    assert re.search(r'torch +2\.13\.0\+cu130 .*!=2\.13\.0.*fix:', import_error())


def test_numpy_2_and_a_missing_xtcocotools_are_fine(site, import_error):
    """Which NumPy pip chooses depends on the Python; which of them work does not."""
    add_package(site, 'numpy', '2.4.6')
    remove_package(site, 'xtcocotools')
    assert import_error() == ''
    assert requirement('numpy').needed == '>=1.26.4,<3'


@pytest.mark.parametrize(
    ('marker', 'expected'),
    [
        ('', True),
        ("python_version >= '3.9'", True),
        ("python_version < '3.10'", False),
        ("python_version >= '3.9' and python_version < '3.20'", True),
        ("python_version >= '3.9' and platform_machine == 'PDP-11'", False),
    ],
)
def test_conditions_of_a_requirement(marker, expected):
    assert declared.holds(marker) is expected


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
    torch = declared.parse('torch>=2.6,<2.12')
    finding = versions.Finding(torch, (('torch', version),) if version else ())
    assert (finding.ok, finding.untested) == (ok, untested)


def test_installed_metadata_says_what_pyproject_says(tmp_path, monkeypatch):
    """Outside of a checkout the ranges come from the distribution's metadata."""
    expected, python = declared.requirements(), declared.python_range()
    add_package(tmp_path, declared.DISTRIBUTION, '1.0')
    lines = [reordered(line) for line in declared.declared()]
    for extra in ('mmpose', 'deploy', 'dev'):
        found = map(reordered, declared.declared(extra))
        lines += [f'{line}; extra == "{extra}"' for line in found]
    metadata = next(tmp_path.glob('*.dist-info')) / 'METADATA'
    with metadata.open('a') as file:
        file.writelines(f'Requires-Dist: {line}\n' for line in lines)
        file.write(f'Requires-Python: {reordered(f"{python.needed}")}\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(declared, 'PYPROJECT', tmp_path / 'missing.toml')
    assert declared.requirements() == expected
    assert declared.python_range() == python
    assert len(expected) > 10


def reordered(requirement: str) -> str:
    """Put the upper bound first, and double quotes into markers, as setuptools does."""
    swapped = re.sub(r'(>=[\w.]+),(.*)(<[\w.]+)', r'\3,\2\1', requirement)
    return swapped.replace("'", '"')


def test_requirements_files_are_those_of_pyproject(repo_root):
    command = [sys.executable, 'tools/misc/make_requirements.py', '--check']
    done = subprocess.run(command, cwd=repo_root, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, '')
    lines = (repo_root / 'requirements.txt').read_text().splitlines()
    assert lines[1:] == declared.declared()
    assert f'torch{requirement("torch").needed}' in lines
