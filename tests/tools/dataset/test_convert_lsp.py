"""People in the layout of Leeds Sports Pose survive the conversion."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from mmpose.registry import DATASETS
from scipy.io import loadmat, savemat

HIDDEN = 3  # left hip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write 5 people; joint i of person n is at (20 + i, 30 + 4 i + n), 5 has none."""
    joints = np.zeros((14, 3, 5))
    index = np.arange(14)
    for number in range(1, 5):
        joints[:, 0, number - 1] = 20 + index
        joints[:, 1, number - 1] = 30 + 4 * index + number
    joints[:, 2, :4] = 1
    joints[HIDDEN, 2, :4] = 0
    folder = tmp_path / 'lspet'
    (folder / 'images').mkdir(parents=True)
    savemat(folder / 'joints.mat', dict(joints=joints))
    for number in range(1, 6):
        picture = np.full((120, 100, 3), 40 * number, np.uint8)
        cv2.imwrite(str(folder / f'images/im{number:05d}.jpg'), picture)
    return folder


def test_people_are_read_as_they_were(run_tool, source: Path, tmp_path: Path):
    out = tmp_path / 'lsp_mpii'
    words = ('--train', '3', '--val', '1')
    run_tool('dataset/convert_lsp.py', source, out, *words)
    train, val = (
        json.loads((out / f'annotations/mpii_{split}.json').read_text())
        for split in ('train', 'val')
    )
    numbers = [int(person['image'][:9]) for person in [*train, *val]]
    assert sorted(numbers) == [1, 2, 3, 4]
    dataset = DATASETS.build(
        dict(
            type='CheckedMpiiDataset',
            data_root=str(out),
            ann_file='annotations/mpii_train.json',
            data_prefix=dict(img='images/'),
            pipeline=[],
        )
    )
    for item, number in zip(dataset, numbers[:3], strict=True):
        assert np.isclose(cv2.imread(item['img_path']).mean(), 40 * number, atol=1)
        check_person(item, number)


def check_person(item: dict, number: int) -> None:
    """Check MPII's order, pixels counted from 0, and a box around the joints."""
    keypoints, visible = item['keypoints'][0], item['keypoints_visible'][0]
    right_wrist, neck, head_top = 6, 12, 13
    for mpii_index, index in ((10, right_wrist), (8, neck), (9, head_top)):
        expected = (19 + index, 29 + 4 * index + number)
        np.testing.assert_allclose(keypoints[mpii_index], expected)
    assert np.flatnonzero(visible == 0).tolist() == [HIDDEN, 6, 7]
    box = item['bbox'][0]
    np.testing.assert_allclose((box[:2] + box[2:]) / 2, (25.5, 55 + number), atol=0.06)
    np.testing.assert_allclose(box[2:] - box[:2], 52 * 1.0, atol=0.01)


@pytest.mark.slow
def test_head_boxes_are_those_of_neck_and_head_top(run_tool, source, tmp_path):
    out = tmp_path / 'lsp_mpii'
    run_tool('dataset/convert_lsp.py', source, out, '--train', '1', '--val', '2')
    boxes = loadmat(out / 'annotations/mpii_gt_val.mat')['headboxes_src']
    assert boxes.shape == (2, 2, 2)
    sizes = 0.6 * np.linalg.norm(boxes[1] - boxes[0], axis=0)
    np.testing.assert_allclose(sizes, np.hypot(1, 4))


@pytest.mark.slow
@pytest.mark.parametrize(
    ('shape', 'words', 'message'),
    [
        ((14, 3, 5), ('--train', '4', '--val', '1'), 'more than the 4 people'),
        ((14, 3, 5), ('--seed', '-1'), '--seed -1 is negative'),
        ((3, 14, 5), (), r'the original one \(3, 14, N\) cannot be read'),
    ],
)
def test_what_cannot_be_converted_is_said(
    run_tool, source, tmp_path, shape, words, message
):
    if shape != (14, 3, 5):
        savemat(source / 'joints.mat', dict(joints=np.zeros(shape)))
    tool = 'dataset/convert_lsp.py'
    result = run_tool(tool, source, tmp_path / 'out', *words, check=False)
    assert result.returncode == 1
    assert re.search(message, result.stderr)
    assert str(source) in result.stderr
