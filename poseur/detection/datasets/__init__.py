"""Dataset and transforms for keypoint detectors, registered with mmdet on import."""

from .coco_person_dataset import CocoPersonDataset
from .transforms import (
    KeypointRandomCrop,
    KeypointRandomFlip,
    KeypointResize,
    LoadKeypointAnnotations,
    PackKeypointDetInputs,
)

__all__ = [
    'CocoPersonDataset',
    'KeypointRandomCrop',
    'KeypointRandomFlip',
    'KeypointResize',
    'LoadKeypointAnnotations',
    'PackKeypointDetInputs',
]
