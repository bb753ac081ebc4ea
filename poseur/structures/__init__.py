"""Results as plain data: NumPy only, no model."""

from .pose_result import InvalidPoseError, PoseResult
from .skeleton import Skeleton

__all__ = ['InvalidPoseError', 'PoseResult', 'Skeleton']
