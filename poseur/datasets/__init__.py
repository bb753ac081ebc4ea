"""Top-down datasets and transforms, registered with mmpose on import."""

from .coco_dataset import CheckedCocoDataset, CheckedCocoWholeBodyDataset
from .mpii_dataset import CheckedMpiiDataset
from .transforms import (
    ClippedNormalBBoxTransform,
    CropAndEncode,
    EllipseCutout,
    LoadImageStrict,
    PoseurPhotometricDistortion,
    RandomCenterShift,
    topdown_affine,
)

__all__ = [
    'CheckedCocoDataset',
    'CheckedCocoWholeBodyDataset',
    'CheckedMpiiDataset',
    'ClippedNormalBBoxTransform',
    'CropAndEncode',
    'EllipseCutout',
    'LoadImageStrict',
    'PoseurPhotometricDistortion',
    'RandomCenterShift',
    'topdown_affine',
]
