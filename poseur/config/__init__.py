"""Read, change and build from config files."""

from .build import build_model
from .facts import (
    crop_size,
    dataset_metainfo,
    declared_metainfo,
    default_scope,
    is_detector,
)
from .merge import merge_options
from .options import add_config_options

__all__ = [
    'add_config_options',
    'build_model',
    'crop_size',
    'dataset_metainfo',
    'declared_metainfo',
    'default_scope',
    'is_detector',
    'merge_options',
]
