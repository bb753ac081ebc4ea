"""Runner, hooks and checkpoint handling, registered on import."""

from .hooks import (
    AtomicCheckpointHook,
    EpochSeedHook,
    KeypointCountCheckHook,
    NonFiniteGuardHook,
    PersonPanelsHook,
)
from .optimizers import LayerDecayConstructor, MergedGroupsConstructor
from .pretrained import PretrainedInit
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
    'PretrainedInit',
    'ResumingIterLoop',
]
