"""Transforms mmpose lacks."""

from .clipped_normal_bbox import ClippedNormalBBoxTransform
from .crop_and_encode import CropAndEncode, topdown_affine
from .ellipse_cutout import EllipseCutout
from .load_image_strict import LoadImageStrict
from .photometric_distortion import PoseurPhotometricDistortion
from .random_center_shift import RandomCenterShift

__all__ = [
    'ClippedNormalBBoxTransform',
    'CropAndEncode',
    'EllipseCutout',
    'LoadImageStrict',
    'PoseurPhotometricDistortion',
    'RandomCenterShift',
    'topdown_affine',
]
