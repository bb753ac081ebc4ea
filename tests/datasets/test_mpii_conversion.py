from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from mmengine.registry import DefaultScope
from scipy.io import loadmat, savemat

from poseur.datasets import CheckedMpiiDataset
from poseur.datasets.mpii_conversion import head_boxes_from_joints
from tests.helpers.tiny_coco import MPII_PERSON, write_mpii


def person(neck: tuple, top: tuple, labeled: bool = True) -> dict:
    joints = [list(joint) for joint in MPII_PERSON['joints']]
    joints[8], joints[9] = list(neck), list(top)
    flags = [1] * 8 + [int(labeled)] + [1] * 7
    return {**MPII_PERSON, 'joints': joints, 'joints_vis': flags}


def test_the_reader_finds_the_distance_from_neck_to_top(tmp_path: Path) -> None:
    people = [person((30, 40), (27, 44)), person((30, 40), (30, 30), labeled=False)]
    boxes = head_boxes_from_joints(people)
    assert boxes.shape == (2, 2, 2)
    savemat(tmp_path / 'heads.mat', dict(headboxes_src=boxes))
    with DefaultScope.overwrite_default_scope('mmpose'):
        dataset = CheckedMpiiDataset(
            **write_mpii(tmp_path, people),
            headbox_file=str(tmp_path / 'heads.mat'),
            test_mode=True,
        )
    np.testing.assert_allclose([p['head_size'].item() for p in dataset], [5, 0])


def test_the_box_is_a_square_around_both(tmp_path: Path) -> None:
    (low, high) = head_boxes_from_joints([person((30, 40), (20, 44))])[..., 0]
    np.testing.assert_allclose((low + high) / 2, [25, 42])
    width, height = high - low
    assert width == pytest.approx(height) and width > 0


def test_as_those_that_come_with_leeds_sports(shared_dir: Path) -> None:
    folder = shared_dir / 'data/lsp_mpii/annotations'
    people = json.loads((folder / 'mpii_val.json').read_text())
    expected = loadmat(folder / 'mpii_gt_val.mat')['headboxes_src']
    np.testing.assert_allclose(head_boxes_from_joints(people), expected, atol=0.01)
