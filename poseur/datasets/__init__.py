"""Top-down datasets and transforms, registered with mmpose on import."""

from .coco_dataset import CheckedCocoDataset, CheckedCocoWholeBodyDataset
from .mpii_dataset import CheckedMpiiDataset
from .transforms import (
    ClippedNormalBBoxTransform,
    CropAndEncode,
    EllipseCutout,
    GetPixelBoxCenterScale,
    LoadImageStrict,
    MinusOneAffine,
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
    'GetPixelBoxCenterScale',
    'LoadImageStrict',
    'MinusOneAffine',
    'PoseurPhotometricDistortion',
    'RandomCenterShift',
    'topdown_affine',
]
