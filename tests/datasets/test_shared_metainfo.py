from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
from mmengine.config import Config
from mmengine.registry import DefaultScope
from mmpose.datasets import CocoDataset

from poseur.datasets import CheckedCocoDataset
from tests.helpers.tiny_coco import write_coco


def test_samples_are_those_of_mmpose(tmp_path: Path) -> None:
    files = write_coco(tmp_path)
    ours, theirs = CheckedCocoDataset(**files), CocoDataset(**files)
    for index in range(2):
        own, expected = ours.get_data_info(index), theirs.get_data_info(index)
        assert set(own) - set(expected) == {'width', 'height'}
        for key, value in expected.items():
            np.testing.assert_equal(own[key], value, key)


def test_a_training_pipeline_leaves_the_metainfo_alone(
    tmp_path: Path, repo_root: Path
) -> None:
    base = Config.fromfile(repo_root / 'configs/_base_/datasets/coco_256x192.py')
    with DefaultScope.overwrite_default_scope('mmpose'):
        dataset = CheckedCocoDataset(
            **write_coco(tmp_path), pipeline=base.train_pipeline
        )
        before = copy.deepcopy(dataset.metainfo)
        samples = [dataset[0] for _ in range(12)]
    flipped = {sample['data_samples'].flip for sample in samples}
    assert flipped == {True, False}  # the transforms that read the metainfo ran
    np.testing.assert_equal(dataset.metainfo, before)
