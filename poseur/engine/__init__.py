"""Runner, training loop, hooks and optimizer constructors, registered on import."""

from __future__ import annotations

import warnings

import poseur.checkpoints
import poseur.visualization.pose_visualizer

from .hooks import (
    AtomicCheckpointHook,
    EpochSeedHook,
    KeypointCountCheckHook,
    NonFiniteGuardHook,
    PersonPanelsHook,
    SettingScheduleHook,
)
from .optimizers import LayerDecayConstructor, MergedGroupsConstructor
from .resuming_loops import ResumingEpochLoop, ResumingIterLoop
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
    'ResumingEpochLoop',
    'ResumingIterLoop',
    'SettingScheduleHook',
]


#: Names that moved to :mod:`poseur.checkpoints` in version 0.2.
MOVED = ('PretrainedInit',)


def __getattr__(name: str) -> object:
    """Return an object that moved to :mod:`poseur.checkpoints`, with a warning."""
    if name not in MOVED:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    warnings.warn(
        f'poseur.engine.{name} is now poseur.checkpoints.{name}; the former path will '
        'be removed in the next release.',
        DeprecationWarning,
        stacklevel=2,
    )
    return getattr(poseur.checkpoints, name)
