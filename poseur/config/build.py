"""Build the model of a config."""

from __future__ import annotations

from copy import deepcopy

from mmengine.config import Config
from mmengine.registry import MODELS, DefaultScope
from torch import nn

from .facts import default_scope


def build_model(cfg: Config) -> nn.Module:
    """Build the model of a config without loading any weights.

    The config's ``default_scope`` decides in which registry types are looked up. It
    holds during the call only.
    """
    with DefaultScope.overwrite_default_scope(default_scope(cfg)):
        return MODELS.build(deepcopy(cfg.model))
