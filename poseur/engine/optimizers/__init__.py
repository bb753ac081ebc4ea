"""Constructors of optimizer parameter groups, registered on import."""

from .layer_decay_constructor import LayerDecayConstructor
from .merged_groups_constructor import MergedGroupsConstructor

__all__ = ['LayerDecayConstructor', 'MergedGroupsConstructor']
