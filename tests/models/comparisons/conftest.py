"""Models of configs, with the weights of the authors' code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from mmengine.config import Config
from torch import nn

from poseur.checkpoints.naming.rename import rename_weights
from poseur.config import build_model
from tests.helpers.seed_systems import make_official_state


@pytest.fixture(scope='session')
def folder(shared_dir: Path) -> Path:
    """Reference numbers of the compared methods."""
    path = shared_dir / 'golden/seed_systems'
    if not path.is_dir():
        pytest.skip(f'no reference numbers at {path}')
    return path


def config_of(repo_root: Path, name: str) -> Config:
    """Return the config of a baseline by the name of its file, without weights."""
    (path,) = (repo_root / 'configs').rglob(f'{name}.py')
    cfg = Config.fromfile(path)
    cfg.model.backbone.init_cfg = None
    return cfg


@pytest.fixture(scope='session')
def official_model(folder: Path, repo_root: Path) -> Callable[[str, str], nn.Module]:
    """Builder of the model of a config with the weights of a reference."""

    def build(name: str, reference: str) -> nn.Module:
        model = build_model(config_of(repo_root, name)).eval()
        state = make_official_state(folder, reference)
        weights, unused = rename_weights(state, 'official', model.backbone, reference)
        assert not unused
        model.load_state_dict(weights, strict=True)
        return model

    return build
