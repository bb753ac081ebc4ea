"""Configs of detectors: model sizes, commands, training and testing."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS

from poseur.synthetic import SyntheticPeopleConfig, write_dataset
from tests.helpers.tiny_detector import CONFIGS, TINY

SCORES = {'coco/keypoints_AP', 'coco/bbox_AP'}
LEAVES = sorted(CONFIGS.glob('*.py'))
#: Millions of parameters, without the flows of the losses. The heatmap model is
#: torchvision's keypointrcnn_resnet50_fpn (59,137,258), plus 53,120 of batch norm,
#: which are buffers there, minus 4,100 of the box regression for the background.
SIZES = {
    'mask-rcnn_poseur-r50-fpn_180k_coco': 67.720,
    'mask-rcnn_poseur-dense-r50-fpn_180k_coco': 52.284,
    'mask-rcnn_poseur-r101-fpn_180k_coco': 86.712,
    'mask-rcnn_poseur-hrnet-w48-hrfpn_180k_coco': 109.328,
    'mask-rcnn_heatmap-r50-fpn_180k_coco': 59.186,
    'mask-rcnn_rle-r50-fpn_180k_coco': 59.082,
    'mask-rcnn_heatmap-r101-fpn_180k_coco': 78.178,
    'mask-rcnn_rle-r101-fpn_180k_coco': 78.074,
}


@pytest.mark.parametrize('name', SIZES)
def test_models_of_table_3(name):
    cfg = Config.fromfile(CONFIGS / f'{name}.py')
    assert cfg.train_cfg.max_iters == 180000
    assert 8 * cfg.train_dataloader.batch_size == cfg.auto_scale_lr.base_batch_size
    drops = [part for part in cfg.param_scheduler if 'milestones' in part]
    assert drops[0].milestones == [120000, 160000]
    assert not cfg.default_hooks.checkpoint.by_epoch

    init_default_scope(cfg.default_scope)
    model = MODELS.build(cfg.model)
    assert model.roi_head.keypoint_head.num_keypoints == 17
    assert model.roi_head.max_keypoint_queries == 600
    flows = sum(p.numel() for n, p in model.named_parameters() if '.flow.' in n)
    parameters = sum(p.numel() for p in model.parameters()) - flows
    assert parameters / 1e6 == pytest.approx(SIZES[name], abs=1e-3)


@pytest.mark.parametrize('path', LEAVES, ids=lambda path: path.stem)
def test_the_docstring_gives_a_command_that_exists(path, repo_root):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    tools = re.findall(r'\b(?:bash|python)\s+(tools/\S+)', docstring)
    assert tools and all((repo_root / tool).is_file() for tool in tools)
    assert path.relative_to(repo_root).as_posix() in docstring


def run(repo_root: Path, data: Path, tool: str, *arguments: object) -> None:
    """Run a tool on small data, and show its output if it fails."""
    command = [sys.executable, repo_root / 'tools' / tool, *arguments]
    done = subprocess.run(
        list(map(str, command)),
        cwd=data.parent,
        env={'SYNTHETIC_SCENES_ROOT': str(data), 'OMP_NUM_THREADS': '1'},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.slow
def test_training_and_testing_from_the_command_line(repo_root, tmp_path):
    data, work_dir = tmp_path / 'scenes', tmp_path / 'run'
    size = SyntheticPeopleConfig(width=192, height=192)
    write_dataset(data, num_train=4, num_val=2, cfg=size)
    config = CONFIGS / TINY.format('poseur')
    options = ['--work-dir', work_dir]
    shorter = [
        '--cfg-options',
        'train_dataloader.batch_size=2',
        'train_cfg.max_epochs=1',
        'train_cfg.val_interval=1',
        'default_hooks.logger.interval=1',
        'default_hooks.checkpoint.interval=1',
    ]
    run(repo_root, data, 'train.py', config, *options, *shorter)
    logs = next(work_dir.glob('*/vis_data/scalars.json')).read_text()
    steps = [json.loads(line) for line in logs.splitlines()]
    assert [step['loss_layer1'] > 0 for step in steps if 'loss' in step] == [True] * 2
    assert steps[-1].keys() >= SCORES

    metrics = tmp_path / 'metrics.json'
    weights = work_dir / 'epoch_1.pth'
    files = ['--out', metrics, '--show-dir', 'drawn']
    run(repo_root, data, 'test.py', config, weights, *options, *files)
    assert {'coco/keypoints_AP', 'coco/bbox_AP'} <= json.loads(
        metrics.read_text()
    ).keys()
    assert len(list(work_dir.glob('*/drawn/*.jpg'))) == 2
