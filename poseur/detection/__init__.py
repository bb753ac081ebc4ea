"""Mask R-CNN with Poseur: people and their keypoints in whole images (Sec. 4.3).

Built on mmdet and imported by the configs that use it. Importing registers the heads of
regions with mmpose, and the head that holds them with mmdet.
"""

from .keypoint_heads import RoIHeatmapHead, RoIKeypoints, RoIPoseurHead, RoIRLEHead
from .keypoint_roi_head import KeypointRoIHead
from .keypoint_tta import KeypointTTAModel

__all__ = [
    'KeypointRoIHead',
    'KeypointTTAModel',
    'RoIHeatmapHead',
    'RoIKeypoints',
    'RoIPoseurHead',
    'RoIRLEHead',
]
