"""What a config says about the keypoints of its data."""

from __future__ import annotations

from mmengine.config import Config
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.registry import DATASETS


def dataset_metainfo(cfg: Config) -> dict:
    """The metainfo of a config's test set, parsed.

    Raises:
        ValueError: If it does not describe keypoints.
    """
    dataset = cfg.test_dataloader.dataset
    metainfo = dataset.get('metainfo') or class_metainfo(cfg)
    if not {'from_file', 'keypoint_info'} & set(metainfo):
        raise ValueError(
            f'{cfg.filename} does not say what its keypoints are. Give the config of a '
            'pose model, with test_dataloader.dataset.metainfo.'
        )
    return parse_pose_metainfo(dict(metainfo))


def class_metainfo(cfg: Config) -> dict:
    """The metainfo that the class of a config's test set brings along."""
    scope = cfg.get('default_scope', 'mmpose')
    with DATASETS.switch_scope_and_registry(scope) as registry:
        dataset = registry.get(cfg.test_dataloader.dataset.type)
    return getattr(dataset, 'METAINFO', {})
