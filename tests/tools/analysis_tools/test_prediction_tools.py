"""Calibration and error breakdown of a test, from the command line."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, DefaultScope

from poseur.structures.images import UnreadableImageError

DETECTOR = (
    'configs/mask_rcnn_poseur/mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py'
)


@pytest.fixture
def checkpoint(
    small_config: Path,
    synthetic_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Random weights."""
    monkeypatch.setenv('SYNTHETIC_ROOT', str(synthetic_root))
    with DefaultScope.overwrite_default_scope('mmpose'):
        model = MODELS.build(Config.fromfile(small_config).model)
    torch.save(dict(state_dict=model.state_dict()), tmp_path / 'random.pth')
    return tmp_path / 'random.pth'


def test_test_once_and_analyze_twice(
    tool_in_process, small_config: Path, checkpoint: Path, tmp_path: Path
) -> None:
    out = tmp_path / 'out'
    common = ['--out-dir', out, '--work-dir', tmp_path / 'work', '--title', 'noise']
    tool = 'analysis_tools/calibration.py'
    tool_in_process(tool, small_config, checkpoint, *common)
    samples = pickle.loads((out / 'predictions.pkl').read_bytes())
    assert samples[0]['pred_instances']['keypoint_sigmas'].shape == (1, 17, 2)
    assert '# Calibration of noise' in (out / 'calibration.md').read_text()
    assert cv2.imread(str(out / 'calibration.png')).std() > 20

    tool = 'analysis_tools/analyze_results.py'
    words = ['--predictions', out / 'predictions.pkl', '--worst', 2, *common]
    tool_in_process(tool, small_config, *words)
    rows = list(csv.DictReader((out / 'errors.csv').open()))
    labeled = sum(
        int((sample['gt_instances']['keypoints_visible'] > 0).sum())
        for sample in samples
    )
    assert int(rows[0]['keypoints']) == labeled
    for grouping in ('joint', 'size', 'visibility'):
        counts = [int(r['keypoints']) for r in rows if r['grouping'] == grouping]
        assert sum(counts) == labeled
    assert {'visible', 'hidden'} <= {row['group'] for row in rows}
    for sheet in ('worst.jpg', 'spread.jpg'):
        assert cv2.imread(str(out / sheet)).std() > 20


def test_neither_checkpoint_nor_predictions(
    tool_in_process, small_config: Path
) -> None:
    with pytest.raises(SystemExit, match='either a checkpoint or --predictions'):
        tool_in_process('analysis_tools/calibration.py', small_config)


def test_several_processes(tool_in_process, small_config: Path) -> None:
    words = (small_config, 'weights.pth', '--launcher', 'pytorch')
    with pytest.raises(SystemExit, match='one process.*dist_test.sh --dump'):
        tool_in_process('analysis_tools/calibration.py', *words)


def test_all_people_of_whole_images_are_drawn(
    tool_in_process, repo_root: Path, tmp_path: Path
) -> None:
    """Coordinates in a detector's dump are continuous, with pixel edges at integers."""
    image = tmp_path / 'black.png'
    cv2.imwrite(str(image), np.zeros((100, 100, 3), np.uint8))
    empty = dict(keypoints=np.zeros((0, 17, 2)), scores=np.zeros(0))
    two = dict(keypoints=np.full((2, 17, 2), 20.5), scores=np.array([0.9, 0.8]))
    two['keypoints'][1] += 50
    samples = [
        dict(img_id=i, img_path=str(image), pred_instances=found)
        for i, found in enumerate((empty, two))
    ]
    dump, out = tmp_path / 'dump.pkl', tmp_path / 'sheet.png'
    dump.write_bytes(pickle.dumps(samples))
    config = repo_root / DETECTOR
    words = (config, dump, '--out', out, '--columns', 1, '--size', 100, 100)
    tool_in_process('analysis_tools/draw_predictions.py', *words)
    drawn = cv2.imread(str(out)).max(axis=2)
    for spot in (20, 70):
        around = drawn[spot - 8 : spot + 9, spot - 8 : spot + 9]
        assert np.argwhere(around > 128).mean(axis=0) == pytest.approx([8, 8])
    image.unlink()
    with pytest.raises(UnreadableImageError, match='black.png does not exist'):
        tool_in_process('analysis_tools/draw_predictions.py', *words)
