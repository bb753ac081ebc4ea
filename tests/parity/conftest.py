"""Reference numbers of the official models, and models with the same weights."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.checkpoints.naming.official import convert_state_dict
from tests.helpers.deterministic_weights import make_state_dict

TOLERANCE = 5e-4
DATA = Path(__file__).with_name('data')
#: Official models with reference numbers -> the names of their configs.
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
def golden_file(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Finder of a file of reference data.

    A file that is not committed is looked up in the shared folder. A test that asks for
    a file which is in neither place is skipped.
    """

    def find(name: str) -> Path:
        if (DATA / name).is_file():
            return DATA / name
        try:
            path = request.getfixturevalue('shared_dir') / 'golden' / name
        except pytest.skip.Exception as reason:
            pytest.skip(f'{name} is not committed, and there is {reason}')
        if not path.is_file():
            pytest.skip(f'{name} is neither committed nor in {path.parent}')
        return path

    return find


@pytest.fixture(scope='session')
def golden(golden_file: Callable[[str], Path]) -> Callable[[str], dict]:
    """Loader of one file of reference numbers."""
    return lambda name: dict(np.load(golden_file(f'{name}.npz')))


@pytest.fixture(scope='session')
def official_keys(golden_file: Callable[[str], Path]) -> Callable[[str], list]:
    """Loader of the list ``[[key, shape], ...]`` of an official model."""
    return lambda name: json.loads(golden_file(f'keys/{name}.json').read_text())


def make_weights(
    keys: Iterable[tuple[str, Sequence[int]]], kinds: Mapping[str, str] | None = None
) -> dict[str, Tensor]:
    """Return deterministic weights for ``[(official key, shape), ...]``."""
    state = make_state_dict(keys, kinds)
    return {key: torch.from_numpy(np.array(value)) for key, value in state.items()}


@pytest.fixture(scope='session')
def official_state(
    official_keys: Callable[[str], list],
) -> Callable[[str], dict[str, Tensor]]:
    """Maker of the state dict of an official model, under the official names."""
    return functools.lru_cache(1)(lambda name: make_weights(official_keys(name)))


def build_model(name: str, repo_root: Path) -> nn.Module:
    """Build the model of the config called ``td-reg_poseur-{name}.py``."""
    (path,) = (repo_root / 'configs/poseur').rglob(f'td-reg_poseur-{name}.py')
    config = Config.fromfile(path)
    init_default_scope('mmpose')
    config.model.backbone.init_cfg = None
    return MODELS.build(config.model)


@pytest.fixture(scope='session')
def official_model(
    official_state: Callable[[str], dict[str, Tensor]], repo_root: Path
) -> Callable[[str], nn.Module]:
    """Builder of a model of this package with the weights of an official one."""

    def build(name: str) -> nn.Module:
        model = build_model(CONFIGS[name], repo_root)
        model.load_state_dict(convert_state_dict(official_state(name)), strict=True)
        return model.eval()

    return build
