"""The runner in an interpreter without PyTorch."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import files, requires, version
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement

FOREIGN = ('torch', 'torchvision', 'mmengine', 'mmcv', 'mmdet', 'mmpose')
OPENCV = ('opencv-python', 'opencv-python-headless')


def distributions(name: str) -> set[str]:
    """A distribution and all its requirements."""
    found = {name}
    for line in requires(name) or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({'extra': ''}):
            found |= distributions(requirement.name)
    return found


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with NumPy, OpenCV, ONNX Runtime and their requirements."""
    folder = tmp_path_factory.mktemp('site')
    installed = {each.metadata['Name'] for each in importlib.metadata.distributions()}
    wanted = ('numpy', 'onnxruntime', *installed.intersection(OPENCV))
    for name in set().union(*map(distributions, wanted)):
        for file in files(name):
            top = file.parts[0]
            if top not in ('..', '__pycache__') and not (folder / top).exists():
                (folder / top).symlink_to(
                    file.locate().parents[len(file.parts) - 1] / top
                )
    return folder


@pytest.fixture(scope='module')
def python(site: Path, repo_root: Path) -> Callable[..., subprocess.CompletedProcess]:
    """Runs Python with only these packages and the checkout."""

    def run(code: str, *words: object) -> subprocess.CompletedProcess:
        paths = [str(site), str(repo_root)]
        start = f'import sys; sys.path += {paths}\n'
        command = [sys.executable, '-I', '-S', '-c', start + code, *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    return run


def test_the_environment_has_no_torch(python):
    done = python('import numpy, cv2, onnxruntime\nprint(numpy.__version__)')
    assert done.stdout.strip() == version('numpy'), done.stderr
    for name in FOREIGN:
        assert f"No module named '{name}'" in python(f'import {name}').stderr


def test_the_same_numbers(python, demo, tested, tmp_path: Path):
    person = tested()[0]
    code = (
        'import json\n'
        'from poseur.deploy import OnnxPoseur\n'
        'model, image, boxes = sys.argv[1:]\n'
        'found = OnnxPoseur(model, threads=1)(image, json.loads(boxes))\n'
        f'assert not set(sys.modules) & set({FOREIGN})\n'
        'print(found.to_json())\n'
    )
    done = python(code, demo.onnx, person.image, [person.box.tolist()])
    assert done.returncode == 0, done.stderr
    keypoints = json.loads(done.stdout)['people'][0]['keypoints']
    np.testing.assert_allclose(keypoints, person.keypoints, atol=0.05)


def test_the_command_line(python, demo, tmp_path: Path):
    out = tmp_path / 'poses.json'
    code = (
        'import runpy\n'
        "sys.argv[0] = 'poseur.deploy'\n"
        "runpy.run_module('poseur.deploy', run_name='__main__')\n"
    )
    images = sorted(demo.images.iterdir())[:2]
    words = (demo.onnx, *images, '--bboxes', demo.annotations, '--out', out)
    done = python(code, *words)
    assert done.returncode == 0, done.stderr
    assert [Path(each['name']).name for each in json.loads(out.read_text())] == [
        image.name for image in images
    ]


def test_a_missing_runtime_is_named(repo_root, site, tmp_path):
    for package in site.iterdir():
        if not package.name.startswith('onnxruntime'):
            (tmp_path / package.name).symlink_to(package.resolve())
    code = (
        f'import sys; sys.path += {[str(tmp_path), str(repo_root)]}\n'
        "from poseur.deploy import OnnxPoseur; OnnxPoseur('x.onnx')"
    )
    command = [sys.executable, '-I', '-S', '-c', code]
    done = subprocess.run(command, capture_output=True, text=True)
    assert 'poseur.deploy needs ONNX Runtime: pip install onnxruntime' in done.stderr
