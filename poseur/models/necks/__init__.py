"""Necks."""

from .deconv_pyramid import DeconvPyramid
from .level_mapper import LevelMapper

__all__ = ['DeconvPyramid', 'LevelMapper']
