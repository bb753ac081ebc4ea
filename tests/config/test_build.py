from __future__ import annotations

import pytest
from mmengine.config import Config
from mmengine.registry import DefaultScope
from mmpose.models import ResNet

from poseur.config import build_model, default_scope, scope_name


def _current_scope() -> str | None:
    scope = DefaultScope.get_current_instance()
    return scope and scope.scope_name


@pytest.mark.parametrize(
    ('settings', 'name'),
    [
        ({}, 'mmpose'),
        (dict(default_scope=None), 'mmpose'),
        (dict(default_scope='mmdet'), 'mmdet'),
    ],
)
def test_the_scope_holds_inside_the_block_only(settings: dict, name: str) -> None:
    cfg = Config(settings)
    before = _current_scope()
    with default_scope(cfg):
        assert _current_scope() == name == scope_name(cfg)
    assert _current_scope() == before


def test_a_model_is_built_and_its_config_stays_as_it_is() -> None:
    cfg = Config(dict(model=dict(type='ResNet', depth=18)))
    before = cfg.to_dict()
    assert isinstance(build_model(cfg), ResNet)
    assert cfg.to_dict() == before
