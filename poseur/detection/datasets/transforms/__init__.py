"""mmdet's transforms with keypoints, registered there on import."""

from .keypoint_random_crop import KeypointRandomCrop
from .keypoint_random_flip import KeypointRandomFlip
from .keypoint_resize import KeypointResize
from .load_keypoint_annotations import LoadKeypointAnnotations
from .pack_keypoint_det_inputs import PackKeypointDetInputs

__all__ = [
    'KeypointRandomCrop',
    'KeypointRandomFlip',
    'KeypointResize',
    'LoadKeypointAnnotations',
    'PackKeypointDetInputs',
]
