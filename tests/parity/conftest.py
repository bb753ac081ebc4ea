"""Reference numbers of the released models and models with the same weights."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.checkpoints.naming.official import convert_state_dict

TOLERANCE = 5e-4
#: Released models with reference numbers, and what their configs are called.
CONFIGS = {
    'poseur_res50_coco_256x192': 'res50_8xb32-325e_coco-256x192',
    'poseur_mobilenetv2_coco_256x192': 'mobilenetv2_8xb32-325e_coco-256x192',
    'poseur_hrformer_tiny_coco_256x192_3dec': (
        'hrformer-tiny-3dec_8xb32-325e_coco-256x192'
    ),
}


def assert_close(ours: Tensor | np.ndarray, reference: np.ndarray, name: str) -> None:
    """Compare relative to the largest magnitude of the reference."""
    ours = np.asarray(ours.detach() if isinstance(ours, Tensor) else ours)
    assert ours.shape == reference.shape, f'{name}: {ours.shape} != {reference.shape}'
    error = np.abs(ours - reference).max() / np.abs(reference).max()
    assert error < TOLERANCE, f'{name}: off by {error:.1e} of the largest value'


@pytest.fixture(scope='session')
def golden_dir(shared_dir: Path) -> Path:
    return shared_dir / 'golden'


@pytest.fixture(scope='session')
def golden(golden_dir: Path) -> Callable[[str], dict[str, np.ndarray]]:
    """Loader of one file of reference numbers."""
    return lambda name: dict(np.load(golden_dir / f'{name}.npz'))


@pytest.fixture(scope='session')
def detweights(golden_dir: Path):
    """The module that makes reproducible weights and inputs."""
    spec = importlib.util.spec_from_file_location(
        'detweights', golden_dir / 'detweights.py'
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope='session')
def make_weights(detweights) -> Callable[[list], dict[str, Tensor]]:
    """State dict with reproducible values for ``[(released key, shape), ...]``."""

    def make(keys: list) -> dict[str, Tensor]:
        state = detweights.make_state_dict([tuple(key) for key in keys])
        return {key: torch.from_numpy(np.array(value)) for key, value in state.items()}

    return make


@pytest.fixture(scope='session')
def released_state(
    golden_dir: Path, make_weights
) -> Callable[[str], dict[str, Tensor]]:
    """State dict of a released model, under the released names."""
    return lambda name: make_weights(
        json.loads((golden_dir / f'keys/{name}.json').read_text())
    )


def build_model(name: str, repo_root: Path) -> nn.Module:
    """Build the model of the config called ``td-reg_poseur-{name}.py``."""
    (path,) = (repo_root / 'configs/poseur').rglob(f'td-reg_poseur-{name}.py')
    config = Config.fromfile(path)
    init_default_scope('mmpose')
    config.model.backbone.init_cfg = None
    return MODELS.build(config.model)


@pytest.fixture(scope='session')
def released_model(released_state, repo_root: Path) -> Callable[[str], nn.Module]:
    """Builder of a model of this package with the weights of a released one."""

    def build(name: str) -> nn.Module:
        model = build_model(CONFIGS[name], repo_root)
        model.load_state_dict(convert_state_dict(released_state(name)), strict=True)
        return model.eval()

    return build
