"""Runner, loops, hooks and optimizer constructors, registered on import."""

from __future__ import annotations

import warnings
from typing import Any

import poseur.checkpoints

from .hooks import (
    AtomicCheckpointHook,
    EpochSeedHook,
    KeypointCountCheckHook,
    NonFiniteGuardHook,
    PersonPanelsHook,
)
from .optimizers import LayerDecayConstructor, MergedGroupsConstructor
from .resuming_iter_loop import ResumingIterLoop
from .runner import PoseurRunner

__all__ = [
    'AtomicCheckpointHook',
    'EpochSeedHook',
    'KeypointCountCheckHook',
    'LayerDecayConstructor',
    'MergedGroupsConstructor',
    'NonFiniteGuardHook',
    'PersonPanelsHook',
    'PoseurRunner',
    'ResumingIterLoop',
]


def __getattr__(name: str) -> Any:
    """Find what moved to :mod:`poseur.checkpoints`, until the next release."""
    if name.startswith('_') or not hasattr(poseur.checkpoints, name):
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    warnings.warn(
        f'poseur.engine.{name} is now poseur.checkpoints.{name}; the former path goes '
        'in the next release.',
        DeprecationWarning,
        stacklevel=2,
    )
    return getattr(poseur.checkpoints, name)
