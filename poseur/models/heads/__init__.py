"""Heads."""

from .keypoint_regression import KeypointRegression, PoseurOutput, resolve_num_joints
from .poseur_head import PoseurHead

__all__ = ['KeypointRegression', 'PoseurHead', 'PoseurOutput', 'resolve_num_joints']
