"""Stages of an untrained network on synthetic people, from the command line."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import cv2
import pytest
import torch
from mmengine.config import Config

from poseur.checkpoints import publish_checkpoint
from poseur.config import build_model

TOOL = 'analysis_tools/analyze_layers.py'
DENSE = """
_base_ = [{base!r}]
model = dict(
    neck=dict(append_last_input=False),
    head=dict(
        coarse_branch=dict(_delete_=True, type='SpatialCoarseBranch'),
        coarse_level=1,
        dense_supervision=dict(type='DenseSupervision', levels=(0, 2)),
    ),
)
"""


@pytest.fixture
def config(
    tmp_path: Path,
    small_config: Path,
    synthetic_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    monkeypatch.setenv('SYNTHETIC_ROOT', str(synthetic_root))
    path = tmp_path / 'dense.py'
    path.write_text(DENSE.format(base=str(small_config)))
    return path


@pytest.fixture
def checkpoint(config: Path, tmp_path: Path) -> Path:
    """Random weights."""
    model = build_model(Config.fromfile(config))
    torch.save(dict(state_dict=model.state_dict()), tmp_path / 'random.pth')
    return tmp_path / 'random.pth'


def rows_of(path: Path) -> list[dict]:
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_all_stages_of_a_checkpoint(
    tool_in_process, config: Path, checkpoint: Path, tmp_path: Path
) -> None:
    out = tmp_path / 'out'
    tool_in_process(TOOL, config, checkpoint, '--out', out, '--title', 'noise')
    text = (out / 'layers.md').read_text()
    assert text.startswith('# Stages of noise\n')
    assert '| stage | coco/AP | OKS | error | swapped |' in text
    assert '## Visible and hidden keypoints' in text
    assert cv2.imread(str(out / 'layers.png')).std() > 20
    scores = {(row['stage'], row['group']): row for row in rows_of(out / 'scores.csv')}
    stages = dict.fromkeys(stage for stage, _ in scores)
    assert list(stages)[:3] == ['proposals', 'layer 1', 'layer 2']
    assert len(stages) == 3 + 3 * 3
    groups = {group: int(row['keypoints']) for (_, group), row in scores.items()}
    assert groups['visible'] + groups['hidden'] == groups['mean']

    # the last layer has the errors of the ordinary test
    common = ['--out-dir', out / 'test', '--work-dir', tmp_path / 'work']
    tool_in_process('analysis_tools/analyze_results.py', config, checkpoint, *common)
    rows = {row['group']: row for row in rows_of(out / 'test/errors.csv')}
    for group in ('left_wrist', 'nose'):
        expected = float(rows[group]['error'])
        assert float(scores['layer 2', group]['error']) == pytest.approx(expected)
    assert groups['mean'] == int(rows['all']['keypoints'])
    assert len(pickle.loads((out / 'test/predictions.pkl').read_bytes())) > 0


@pytest.mark.slow
def test_a_published_file_has_the_map_of_the_proposals_only(
    tool_in_process, config: Path, checkpoint: Path, tmp_path: Path
) -> None:
    publish_checkpoint(str(checkpoint), str(tmp_path / 'published'))
    (published,), out = tmp_path.glob('published-*.pth'), tmp_path / 'out'
    tool_in_process(TOOL, config, published, '--out', out)
    stages = {row['stage'] for row in rows_of(out / 'scores.csv')}
    assert 'map of the proposals, DARK' in stages
    assert not any('stride' in stage for stage in stages)


def test_models_without_layers_are_refused(
    tool_in_process, repo_root: Path, tmp_path: Path
) -> None:
    config = repo_root / 'configs/lsp/td-reg_rle-mobilenetv2_1xb8-20e_lsp-64x64.py'
    model = build_model(Config.fromfile(config))
    torch.save(dict(state_dict=model.state_dict()), tmp_path / 'rle.pth')
    with pytest.raises(ValueError, match='RLEHead has no decoder layers'):
        tool_in_process(TOOL, config, tmp_path / 'rle.pth', '--out', tmp_path)
