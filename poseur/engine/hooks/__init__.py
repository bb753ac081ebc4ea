"""Hooks for safe, reproducible and monitored training."""

from .atomic_checkpoint_hook import AtomicCheckpointHook
from .epoch_seed_hook import EpochSeedHook
from .keypoint_count_check_hook import KeypointCountCheckHook
from .non_finite_guard_hook import NonFiniteGuardHook, NonFiniteLossError
from .person_panels_hook import PersonPanelsHook
from .setting_schedule_hook import SettingScheduleHook

__all__ = [
    'AtomicCheckpointHook',
    'EpochSeedHook',
    'KeypointCountCheckHook',
    'NonFiniteGuardHook',
    'NonFiniteLossError',
    'PersonPanelsHook',
    'SettingScheduleHook',
]
