"""Necks."""

from .deconv_pyramid import DeconvPyramid
from .level_mapper import LevelMapper
from .pooled_levels import PooledLevels

__all__ = ['DeconvPyramid', 'LevelMapper', 'PooledLevels']
