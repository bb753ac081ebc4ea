"""Transforms of top-down samples, registered with mmpose on import."""

from .box_transforms import ClippedNormalBBoxTransform, RandomCenterShift
from .crop_and_encode import CropAndEncode, topdown_affine
from .image_transforms import (
    EllipseCutout,
    LoadImageStrict,
    PoseurPhotometricDistortion,
)

__all__ = [
    'ClippedNormalBBoxTransform',
    'CropAndEncode',
    'EllipseCutout',
    'LoadImageStrict',
    'PoseurPhotometricDistortion',
    'RandomCenterShift',
    'topdown_affine',
]
