"""Top-down datasets and transforms, registered with mmpose on import."""

from .coco_dataset import CheckedCocoDataset, CheckedCocoWholeBodyDataset
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
