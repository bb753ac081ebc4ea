"""Config files: reading, changing, facts, and the models that they describe."""

from .build import build_model, default_scope
from .facts import (
    crop_size,
    dataset_metainfo,
    declared_metainfo,
    is_detector,
    scope_name,
)
from .find import CONFIGS, find_config
from .inference import from_inference_part, inference_part
from .merge import merge_options
from .metainfo import MetainfoError, parse_metainfo
from .read import ConfigError, read_config, read_file, require_parts

__all__ = [
    'CONFIGS',
    'ConfigError',
    'MetainfoError',
    'build_model',
    'crop_size',
    'dataset_metainfo',
    'parse_metainfo',
    'declared_metainfo',
    'default_scope',
    'find_config',
    'from_inference_part',
    'inference_part',
    'is_detector',
    'merge_options',
    'read_config',
    'read_file',
    'require_parts',
    'scope_name',
]
