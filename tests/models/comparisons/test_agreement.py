"""Models and data that do not fit together."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from poseur.config import build_model
from poseur.engine.comparisons import check_keypoint_count, check_sizes
from poseur.models import TransPoseHead

from .conftest import config_of

SMALL = 'td-hm_tokenpose-s-v1_8xb32-325e_coco-256x192'


def test_another_number_of_keypoints_is_refused() -> None:
    dataset = SimpleNamespace(metainfo=dict(num_keypoints=16, dataset_name='mpii'))
    model = SimpleNamespace(head=TransPoseHead(4, 17, embed_dims=8, num_layers=1))
    message = 'has 16 keypoints, but model.head.out_channels is 17. Set model.head.out'
    with pytest.raises(ValueError, match=message):
        check_keypoint_count(dataset, model, 'train_dataloader')


def test_patches_that_do_not_divide_the_map_are_refused_at_the_start(
    repo_root: Path,
) -> None:
    cfg = config_of(repo_root, SMALL)
    cfg.merge_from_dict({'model.head.patch_size': (5, 3), 'model.head.num_layers': 1})
    with pytest.raises(ValueError, match=r'patch_size=\(5, 3\) .* map of 64x48'):
        check_sizes(cfg, build_model(cfg), ['test'])


def test_heatmaps_of_another_size_are_refused(repo_root: Path) -> None:
    cfg = config_of(repo_root, SMALL)
    cfg.model.head.heatmap_size = (24, 32)
    with pytest.raises(ValueError, match='model.head.heatmap_size=.* differs from'):
        check_sizes(cfg, build_model(cfg), ['test'])
