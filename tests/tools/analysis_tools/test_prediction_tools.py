"""Calibration and error breakdown of a test, from the command line."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import cv2
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, DefaultScope


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


def test_test_once_and_analyse_twice(
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
    labelled = sum(
        int((sample['gt_instances']['keypoints_visible'] > 0).sum())
        for sample in samples
    )
    assert int(rows[0]['keypoints']) == labelled
    for grouping in ('joint', 'size', 'visibility'):
        counts = [int(r['keypoints']) for r in rows if r['grouping'] == grouping]
        assert sum(counts) == labelled
    assert {'visible', 'hidden'} <= {row['group'] for row in rows}
    assert cv2.imread(str(out / 'worst.jpg')).std() > 20


def test_neither_checkpoint_nor_predictions(
    tool_in_process, small_config: Path
) -> None:
    with pytest.raises(SystemExit, match='either a checkpoint or --predictions'):
        tool_in_process('analysis_tools/calibration.py', small_config)
