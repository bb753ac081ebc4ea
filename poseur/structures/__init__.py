"""Boxes and results as plain data: NumPy only, no model."""

from .box_checks import box_faults
from .box_file import BoxFile
from .pose_result import InvalidPoseError, PoseResult
from .skeleton import Skeleton

__all__ = ['BoxFile', 'InvalidPoseError', 'PoseResult', 'Skeleton', 'box_faults']
