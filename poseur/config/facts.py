"""Facts read from a config: crop size, keypoints, kind of model."""

from __future__ import annotations

from collections.abc import Mapping

from mmengine.config import Config
from mmpose.registry import DATASETS

from .metainfo import parse_metainfo

DEFAULT_SCOPE = 'mmpose'


def scope_name(cfg: Config) -> str:
    """Return the registry scope of the types in a config."""
    return cfg.get('default_scope') or DEFAULT_SCOPE


def is_detector(cfg: Config) -> bool:
    """Return whether the model takes whole images and detects people, not crops."""
    return 'rpn_head' in cfg.model


def crop_size(cfg: Config) -> tuple[int, int]:
    """Return width and height of a config's crops in pixels.

    Raises:
        ValueError: If the codec of the model's head does not define them.
    """
    codec = cfg.model.get('head', {}).get('decoder') or {}
    if 'input_size' not in codec:
        raise ValueError(
            f'{cfg.filename} has no model.head.decoder.input_size, the width and '
            'height of the crops. Set it; get_flops.py also takes --shape HEIGHT WIDTH.'
        )
    width, height = codec['input_size']
    return width, height


def dataset_metainfo(cfg: Config) -> dict:
    """Return the parsed metainfo of a config's test set.

    Raises:
        ValueError: If it does not describe keypoints.
    """
    if 'test_dataloader' not in cfg:
        raise ValueError(
            f'{cfg.filename} has no test_dataloader. Give the config of a model, not a '
            'file of _base_.'
        )
    dataset = cfg.test_dataloader.get('dataset')
    known = isinstance(dataset, Mapping) and {'metainfo', 'type'} & set(dataset)
    metainfo = declared_metainfo(dataset, scope_name(cfg)) if known else {}
    if not {'from_file', 'keypoint_info'} & set(metainfo or ()):
        raise ValueError(
            f'{cfg.filename} does not define keypoints. Use the config of a pose '
            'model, with test_dataloader.dataset.metainfo.'
        )
    return parse_metainfo(metainfo)


def declared_metainfo(dataset: Mapping, scope: str = DEFAULT_SCOPE) -> dict:
    """Return the metainfo in the config of a dataset, or else that of its class.

    Args:
        dataset: Config of the dataset.
        scope: Registry scope of its type.
    """
    if dataset.get('metainfo'):
        return dataset['metainfo']
    with DATASETS.switch_scope_and_registry(scope) as registry:
        dataset_class = registry.get(dataset['type'])
    return getattr(dataset_class, 'METAINFO', {})
