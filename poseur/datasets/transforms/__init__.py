"""Transforms mmpose lacks."""

from .clipped_normal_bbox import ClippedNormalBBoxTransform

__all__ = ['ClippedNormalBBoxTransform']
