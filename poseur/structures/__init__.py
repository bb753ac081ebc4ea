"""Boxes, skeletons, results and images as plain data: NumPy and OpenCV, no model."""

from .box_files import BoxFile
from .boxes import Boxes, find_invalid_boxes
from .flip_fusion import fuse_flip
from .images import UnreadableImageError, read_image
from .pose_result import InvalidPoseError, PoseResult
from .skeleton import Skeleton

__all__ = [
    'BoxFile',
    'Boxes',
    'InvalidPoseError',
    'PoseResult',
    'Skeleton',
    'UnreadableImageError',
    'find_invalid_boxes',
    'fuse_flip',
    'read_image',
]
