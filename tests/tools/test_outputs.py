"""Tools refuse to write over their inputs, before they start to work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ('tool', 'words'),
    [
        ('analysis_tools/benchmark.py', ('--config', '{a}', '--out', '{a}')),
        ('analysis_tools/benchmark.py', ('--reference', '{a}', '--out', '{a}')),
        ('analysis_tools/draw_predictions.py', ('{a}', 'x.pkl', '--out', '{a}')),
        ('analysis_tools/draw_predictions.py', ('x.py', '{a}', '--out', '{a}')),
        ('analysis_tools/mean_pose.py', ('{a}', '--out', '{a}')),
        ('dataset/make_mpii_head_boxes.py', ('{a}', '{a}')),
        ('dataset/make_coco_subset.py', ('{a}', '--num', '1', '--out', '{a}')),
        ('dataset/merge_coco.py', ('h={a}', '--category', 'c', '--out', '{a}')),
        ('deployment/export_onnx.py', ('x.py', '{a}', '{a}', '--overwrite')),
        ('deployment/export_onnx.py', ('{a}', 'x.pth', '{a}', '--overwrite')),
    ],
)
def test_files(tool_in_process: Callable, tmp_path: Path, tool: str, words: tuple):
    path = tmp_path / 'input.onnx'
    path.write_bytes(b'input')
    with pytest.raises(ValueError, match='is an input and would be overwritten'):
        tool_in_process(tool, *(word.format(a=path) for word in words))
    assert path.read_bytes() == b'input'


@pytest.mark.parametrize(
    ('tool', 'words'),
    [
        ('visualize.py', ('x.pth', '--out-dir')),
        ('misc/browse_dataset.py', ('--phase', 'val', '--output-dir')),
    ],
)
def test_folders(
    tool_in_process: Callable,
    small_config: Path,
    synthetic_root: Path,
    tool: str,
    words: tuple,
) -> None:
    folder = synthetic_root / 'val'
    before = sorted(folder.iterdir())
    with pytest.raises(ValueError, match='is an input and would be overwritten'):
        tool_in_process(tool, small_config, *words, folder)
    assert sorted(folder.iterdir()) == before
