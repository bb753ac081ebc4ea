"""Runner, hooks and checkpoint handling, registered on import."""

from .hooks import (
    AtomicCheckpointHook,
    EpochSeedHook,
    KeypointCountCheckHook,
    NonFiniteGuardHook,
)
from .merged_groups_constructor import MergedGroupsConstructor
from .pretrained import PretrainedInit
from .runner import PoseurRunner

__all__ = [
    'AtomicCheckpointHook',
    'EpochSeedHook',
    'KeypointCountCheckHook',
    'MergedGroupsConstructor',
    'NonFiniteGuardHook',
    'PoseurRunner',
    'PretrainedInit',
]
