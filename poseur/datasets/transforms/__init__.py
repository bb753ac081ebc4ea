"""Transforms of top-down samples, registered with mmpose on import."""

from .box_transforms import ClippedNormalBBoxTransform, RandomCenterShift
from .crop_and_encode import CropAndEncode, topdown_affine
from .image_transforms import (
    EllipseCutout,
    LoadImageStrict,
    PoseurPhotometricDistortion,
)
from .minus_one_crop import GetPixelBoxCenterScale, MinusOneAffine

__all__ = [
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
