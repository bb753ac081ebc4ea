"""Hooks for safe, reproducible and watched training."""

from .atomic_checkpoint_hook import AtomicCheckpointHook
from .channels_last_hook import ChannelsLastHook
from .epoch_seed_hook import EpochSeedHook
from .keypoint_count_check_hook import KeypointCountCheckHook
from .non_finite_guard_hook import NonFiniteGuardHook, NonFiniteLossError

__all__ = [
    'AtomicCheckpointHook',
    'ChannelsLastHook',
    'EpochSeedHook',
    'KeypointCountCheckHook',
    'NonFiniteGuardHook',
    'NonFiniteLossError',
]
