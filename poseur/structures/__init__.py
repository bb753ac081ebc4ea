"""Boxes, skeletons, results and images as plain data: NumPy and OpenCV, no model."""

from .boxes import BoxFile, find_invalid_boxes
from .flip_fusion import fuse_flip
from .images import UnreadableImageError, read_image
from .pose_result import InvalidPoseError, PoseResult
from .skeleton import Skeleton

__all__ = [
    'BoxFile',
    'InvalidPoseError',
    'PoseResult',
    'Skeleton',
    'UnreadableImageError',
    'find_invalid_boxes',
    'fuse_flip',
    'read_image',
]
