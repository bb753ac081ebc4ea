"""Datasets and transforms, registered on import."""

from .coco_dataset import CheckedCocoDataset
from .mpii_dataset import CheckedMpiiDataset
from .transforms import ClippedNormalBBoxTransform, LoadImageStrict

__all__ = [
    'CheckedCocoDataset',
    'CheckedMpiiDataset',
    'ClippedNormalBBoxTransform',
    'LoadImageStrict',
]
