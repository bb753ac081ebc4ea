"""Heads."""

from .keypoint_regression import (
    KeypointRegression,
    PoseurOutput,
    pck_accuracy,
    resolve_num_joints,
)
from .poseur_head import PoseurHead

__all__ = [
    'KeypointRegression',
    'PoseurHead',
    'PoseurOutput',
    'pck_accuracy',
    'resolve_num_joints',
]
