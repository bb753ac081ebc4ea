"""Transforms mmpose lacks."""

from .clipped_normal_bbox import ClippedNormalBBoxTransform
from .ellipse_cutout import EllipseCutout
from .load_image_strict import LoadImageStrict
from .photometric_distortion import PoseurPhotometricDistortion
from .random_center_shift import RandomCenterShift

__all__ = [
    'ClippedNormalBBoxTransform',
    'EllipseCutout',
    'LoadImageStrict',
    'PoseurPhotometricDistortion',
    'RandomCenterShift',
]
