"""Transforms of top-down samples, registered with mmpose on import."""

from .box_transforms import ClippedNormalBBoxTransform, RandomCenterShift
from .image_transforms import (
    EllipseCutout,
    LoadImageStrict,
    PoseurPhotometricDistortion,
)

__all__ = [
    'ClippedNormalBBoxTransform',
    'EllipseCutout',
    'LoadImageStrict',
    'PoseurPhotometricDistortion',
    'RandomCenterShift',
]
