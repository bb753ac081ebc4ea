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
    scope = cfg.get('default_scope', 'mmpose')
    metainfo = declared_metainfo(cfg.test_dataloader.dataset, scope)
    if not {'from_file', 'keypoint_info'} & set(metainfo):
        raise ValueError(
            f'{cfg.filename} does not say what its keypoints are. Give the config of a '
            'pose model, with test_dataloader.dataset.metainfo.'
        )
    return parse_pose_metainfo(dict(metainfo))


def declared_metainfo(dataset: dict, scope: str = 'mmpose') -> dict:
    """The metainfo of a dataset's config, else that which its class brings along.

    Args:
        dataset: Config of the dataset.
        scope: Registry scope in which its type is looked up.
    """
    if dataset.get('metainfo'):
        return dataset['metainfo']
    with DATASETS.switch_scope_and_registry(scope) as registry:
        dataset_class = registry.get(dataset['type'])
    return getattr(dataset_class, 'METAINFO', {})
