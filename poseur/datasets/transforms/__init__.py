"""Transforms mmpose lacks."""

from .clipped_normal_bbox import ClippedNormalBBoxTransform
from .load_image_strict import LoadImageStrict

__all__ = ['ClippedNormalBBoxTransform', 'LoadImageStrict']
