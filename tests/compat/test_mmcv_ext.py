"""Source of ``mmcv._ext``, each case in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import mmcv._ext
import pytest
import torch
from mmcv.ops import MultiScaleDeformableAttention, deform_conv2d

from poseur.compat import mmcv_ext


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


def test_without_a_compiled_module_poseurs_is_found(tmp_path):
    package = tmp_path / 'mmcv'
    package.mkdir()
    (package / '__init__.py').touch()
    code = """
import poseur
from importlib.util import find_spec
print(find_spec('mmcv._ext').origin)
"""
    assert python(code, tmp_path).strip() == str(mmcv_ext.STAND_IN)


def test_installing_twice_adds_one_finder():
    def count() -> int:
        finders = map(type, sys.meta_path)
        return sum(finder is mmcv_ext.MmcvOpsFinder for finder in finders)

    mmcv_ext.install()
    mmcv_ext.install()
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
