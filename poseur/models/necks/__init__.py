"""Necks."""

from .level_mapper import LevelMapper

__all__ = ['LevelMapper']
