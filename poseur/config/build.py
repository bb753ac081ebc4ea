"""Default scope of a config, and models built in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from mmengine.config import Config
from mmengine.registry import MODELS, DefaultScope
from torch import nn

from .facts import scope_name


@contextmanager
def default_scope(cfg: Config) -> Iterator[None]:
    """Look up registry types in the ``default_scope`` of a config inside a block."""
    with DefaultScope.overwrite_default_scope(scope_name(cfg)):
        yield


def build_model(cfg: Config) -> nn.Module:
    """Build the model of a config without loading any weights.

    Types are looked up in the ``default_scope`` of the config.
    """
    with default_scope(cfg):
        return MODELS.build(deepcopy(cfg.model))
