"""Mask R-CNN with Poseur: people and their keypoints in whole images (Sec. 4.3).

Only this package depends on mmdet; configs of detectors import it. Importing it
registers the keypoint heads with mmpose and the RoI head that holds them with mmdet.
"""

from .keypoint_heads import RoIHeatmapHead, RoIKeypoints, RoIPoseurHead, RoIRLEHead
from .keypoint_rcnn import KeypointRCNN
from .keypoint_roi_head import KeypointRoIHead
from .keypoint_tta import KeypointTTAModel
from .roi_extractors import (
    FullPrecisionGenericRoIExtractor,
    FullPrecisionSingleRoIExtractor,
)

__all__ = [
    'FullPrecisionGenericRoIExtractor',
    'FullPrecisionSingleRoIExtractor',
    'KeypointRCNN',
    'KeypointRoIHead',
    'KeypointTTAModel',
    'RoIHeatmapHead',
    'RoIKeypoints',
    'RoIPoseurHead',
    'RoIRLEHead',
]
