"""Datasets and transforms, registered on import."""

from .coco_dataset import CheckedCocoDataset
from .coco_wholebody_dataset import CheckedCocoWholeBodyDataset
from .mpii_dataset import CheckedMpiiDataset
from .transforms import (
    ClippedNormalBBoxTransform,
    EllipseCutout,
    LoadImageStrict,
    PoseurPhotometricDistortion,
    RandomCenterShift,
)

__all__ = [
    'CheckedCocoDataset',
    'CheckedCocoWholeBodyDataset',
    'CheckedMpiiDataset',
    'ClippedNormalBBoxTransform',
    'EllipseCutout',
    'LoadImageStrict',
    'PoseurPhotometricDistortion',
    'RandomCenterShift',
]
