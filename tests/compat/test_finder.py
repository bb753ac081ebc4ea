"""Which modules poseur replaces, each case in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import mmcv._ext
import pytest
import torch
from mmcv.ops import MultiScaleDeformableAttention, deform_conv2d

from poseur.compat import finder


def python(code: str, cwd: Path) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    done = subprocess.run(
        [sys.executable, '-W', 'ignore', '-c', code],
        cwd=cwd,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_detection_and_pose_models_import_after_poseur(tmp_path):
    code = """
import poseur, mmdet.models, mmpose.models, mmdet.apis, mmpose.apis
from mmpose.registry import MODELS
print('TopdownPoseEstimator' in MODELS)
"""
    assert python(code, tmp_path).splitlines()[-1] == 'True'


def test_importing_poseur_loads_neither_torch_nor_mmcv(tmp_path):
    code = """
import sys, poseur
print(sorted({'torch', 'torchvision', 'mmcv', 'mmengine', 'mmpose'} & set(sys.modules)))
"""
    assert python(code, tmp_path).strip() == '[]'


def test_a_compiled_module_is_left_alone(tmp_path):
    package = tmp_path / 'mmcv'
    package.mkdir()
    (package / '__init__.py').touch()
    (package / '_ext.py').write_text("nms = 'the compiled one'\n")
    code = 'import poseur, mmcv._ext; print(mmcv._ext.nms)'
    assert python(code, tmp_path).strip() == 'the compiled one'


@pytest.mark.parametrize(('numpy', 'origin'), [('1.26.4', 'real'), ('2.3.5', 'ours')])
def test_xtcocotools_is_left_alone_where_it_can_be_loaded(tmp_path, numpy, origin):
    """Its wheels are compiled for NumPy 1."""
    (tmp_path / 'xtcocotools').mkdir()
    (tmp_path / 'xtcocotools' / '__init__.py').touch()
    info = tmp_path / f'numpy-{numpy}.dist-info'
    info.mkdir()
    (info / 'METADATA').write_text(f'Metadata-Version: 2.1\nVersion: {numpy}\n')
    code = """
import poseur
from importlib.util import find_spec
print(find_spec('xtcocotools').origin)
"""
    expected = {
        'real': str(tmp_path / 'xtcocotools' / '__init__.py'),
        'ours': finder.STAND_INS['xtcocotools'],
    }
    assert python(code, tmp_path).strip() == expected[origin]


def test_the_replacement_of_xtcocotools_bears_its_name(tmp_path):
    code = """
import poseur.compat.finder as finder
finder._has_real = lambda name, path: False
import xtcocotools.coco, xtcocotools.mask
from xtcocotools.cocoeval import COCOeval
print(COCOeval.__module__, xtcocotools.__file__)
"""
    name, file = python(code, tmp_path).split()
    assert (name, file) == ('xtcocotools.cocoeval', finder.STAND_INS['xtcocotools'])


@pytest.mark.slow
def test_openmmlab_runs_without_pkg_resources(tmp_path):
    """Setuptools 82 dropped it; the replacement is taken for the package."""
    code = """
import poseur.compat.finder as finder
finder._has_real = lambda name, path: False
from mmengine.utils import get_installed_path, is_installed
import mmpose, pkg_resources
print(get_installed_path('mmpose') == mmpose.__path__[0])
print(is_installed('mmdet'), is_installed('absent'), pkg_resources.__file__)
import pytest
pytest.MonkeyPatch().syspath_prepend('.')
try:
    pkg_resources.declare_namespace('x')
except ImportError as error:
    print(error)
import mmpose.apis, mmdet.apis
"""
    lines = python(code, tmp_path).splitlines()
    assert lines[0] == 'True'
    assert lines[1] == f'True False {finder.STAND_INS["pkg_resources"]}'
    assert "pip install 'setuptools<82'" in lines[2]


@pytest.fixture
def installed(tmp_path: Path, repo_root: Path) -> Path:
    """A folder of packages with poseur and the file that Python runs at its start."""
    (tmp_path / 'site').mkdir()
    (tmp_path / 'site' / 'poseur').symlink_to(repo_root / 'poseur')
    text = Path(finder.FOLDER, 'finder.pth').read_text()
    (tmp_path / 'site' / 'poseur_finder.pth').write_text(text)
    return tmp_path / 'site'


def start(code: str, site: Path) -> list[str]:
    """Run code in a Python that has a folder among those of its packages."""
    command = [sys.executable, '-I', '-W', 'error', '-c']
    before = f'import site; site.addsitedir({str(site)!r})\n'
    done = subprocess.run([*command, before + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ''
    return done.stdout.split()


def test_where_poseur_is_installed_every_start_registers_the_finder(installed):
    code = """
import sys
print(type(sys.meta_path[0]).__name__, 'poseur' in sys.modules)
import poseur
print(sum(type(each).__name__ == 'StandInFinder' for each in sys.meta_path))
"""
    assert start(code, installed) == ['StandInFinder', 'False', '1']


@pytest.mark.parametrize('leftover', ['nothing', 'another package'])
def test_the_start_is_silent_where_poseur_is_gone(installed, leftover):
    (installed / 'poseur').unlink()
    if leftover == 'another package':
        (installed / 'poseur').mkdir()
        (installed / 'poseur' / '__init__.py').touch()
    code = "import sys; print('StandInFinder' in map(str, map(type, sys.meta_path)))"
    assert start(code, installed) == ['False']


@pytest.mark.slow
def test_mmpose_can_be_imported_before_poseur(installed):
    code = """
import warnings; warnings.simplefilter('ignore')
import mmpose.models, mmpose.datasets, mmdet.models, poseur
print('poseur' in sys.modules)
"""
    assert start('import sys' + code, installed) == ['True']


def test_without_a_compiled_module_poseurs_is_found(tmp_path):
    package = tmp_path / 'mmcv'
    package.mkdir()
    (package / '__init__.py').touch()
    code = """
import poseur
from importlib.util import find_spec
print(find_spec('mmcv._ext').origin)
"""
    assert python(code, tmp_path).strip() == finder.STAND_INS['mmcv._ext']


def test_installing_twice_adds_one_finder():
    def count() -> int:
        # where poseur is installed, its .pth file has loaded a copy of the module
        names = [type(each).__name__ for each in sys.meta_path]
        return names.count(finder.StandInFinder.__name__)

    finder.install()
    finder.install()
    assert count() == 1


@pytest.mark.skipif(
    not mmcv._ext.__file__.endswith('mmcv_ops.py'), reason='mmcv is compiled here'
)
def test_an_operator_that_needs_compiling_says_so():
    image, offset = torch.zeros(1, 1, 4, 4), torch.zeros(1, 18, 4, 4)
    with pytest.raises(NotImplementedError, match='deform_conv_forward.*full mmcv'):
        deform_conv2d(image, offset, torch.zeros(1, 1, 3, 3), 1, 1)


def test_deformable_attention_runs_in_plain_pytorch():
    layer = MultiScaleDeformableAttention(32, num_levels=2, batch_first=True)
    layer.init_weights()
    shapes = torch.tensor([[4, 3], [2, 2]])
    output = layer(
        torch.randn(2, 5, 32),
        value=torch.randn(2, 16, 32),
        reference_points=torch.rand(2, 5, 2, 2),
        spatial_shapes=shapes,
        level_start_index=torch.tensor([0, 12]),
    )
    assert output.shape == (2, 5, 32)
    assert output.isfinite().all()
