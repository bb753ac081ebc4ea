"""Panels from the command line and during validation, on synthetic people."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, DefaultScope
from mmpose.registry import DATASETS, RUNNERS

from poseur.visualization.traces import trace_instances


@pytest.fixture
def cfg(
    small_config: Path, synthetic_root: Path, monkeypatch: pytest.MonkeyPatch
) -> Config:
    monkeypatch.setenv('SYNTHETIC_ROOT', str(synthetic_root))
    return Config.fromfile(small_config)


@pytest.fixture
def checkpoint(cfg: Config, tmp_path: Path) -> Path:
    """A checkpoint with random weights."""
    with DefaultScope.overwrite_default_scope('mmpose'):
        model = MODELS.build(cfg.model)
    torch.save(dict(state_dict=model.state_dict()), tmp_path / 'random.pth')
    return tmp_path / 'random.pth'


def test_sheets_of_people_and_panels(
    tool_in_process, small_config: Path, checkpoint: Path, tmp_path: Path
) -> None:
    out = tmp_path / 'out'
    words = ['--indices', 0, 2, '--out-dir', out, '--height', 96, '--joints', 'nose']
    tool_in_process('visualize.py', small_config, checkpoint, *words)
    panels = ['pose', 'uncertainty', 'references', 'beyond', 'sampling', 'attention']
    assert {path.stem for path in out.glob('panel_*.jpg')} == {
        f'panel_{name}' for name in panels
    }
    assert len(list(out.glob('0*_[02].jpg'))) == 2
    sheet = cv2.imread(str(out / 'panel_sampling.jpg'))
    assert sheet.shape[1] == 4 * (72 + 6) and 96 < sheet.shape[0] < 160
    assert sheet[:96, : 2 * 78].std() > 20  # a tile for each person
    assert (out / 'attention_matrix.png').is_file()


def test_keypoints_and_people_that_do_not_exist(
    tool_in_process, small_config: Path, checkpoint: Path, tmp_path: Path
) -> None:
    words = [small_config, checkpoint, '--out-dir', tmp_path / 'out']
    with pytest.raises(ValueError, match='no thumb among nose, left_eye'):
        tool_in_process('visualize.py', *words, '--num', 1, '--joints', 'thumb')
    for options, problem in (
        (('--indices', 99), r'no samples \[99\]'),
        (('--layer', 9), 'no layer 9'),
        (('--device', 'gpu'), '--device gpu: PyTorch has no such device here'),
    ):
        with pytest.raises(ValueError, match=problem):
            tool_in_process('visualize.py', *words, *options)
    assert not (tmp_path / 'out').exists()


@pytest.mark.parametrize('option', ['--num', '--height', '--columns'])
def test_numbers_below_one(tool_in_process, capsys, option: str) -> None:
    with pytest.raises(SystemExit):
        tool_in_process('visualize.py', 'no.py', 'no.pth', option, 0)
    assert f'{option}: 0 must be a whole number of 1 or more' in capsys.readouterr().err


def test_detections_have_no_labels(cfg: Config, tmp_path: Path) -> None:
    detection = dict(image_id=1, category_id=1, bbox=[20, 10, 60, 90], score=0.9)
    boxes = tmp_path / 'boxes.json'
    boxes.write_text(json.dumps([detection]))
    with DefaultScope.overwrite_default_scope('mmpose'):
        model = MODELS.build(cfg.model).eval()
        labeled = DATASETS.build(cfg.val_dataloader.dataset)
        cfg.val_dataloader.dataset.bbox_file = str(boxes)
        detected = DATASETS.build(cfg.val_dataloader.dataset)
    (person,) = trace_instances(model, detected, [0])
    assert np.isnan(person.truth).all() and np.isfinite(person.prediction).all()
    (person,) = trace_instances(model, labeled, [0])
    assert np.isfinite(person.truth).any()


def test_panels_are_logged_after_validation(cfg: Config, tmp_path: Path) -> None:
    assert cfg.default_hooks.panels.enable is False
    cfg.work_dir, cfg.visualizer.name = str(tmp_path), 'test_panels'
    cfg.default_hooks.panels.update(enable=True, num_people=2, panels=['references'])
    cfg.default_hooks.panels.height = 120
    cfg.train_cfg.max_epochs = 1
    runner = RUNNERS.build(cfg)
    runner.train()
    hook = next(h for h in runner.hooks if type(h).__name__ == 'PersonPanelsHook')
    (path,) = tmp_path.glob('*/vis_data/vis_image/*')
    assert path.name == 'panel_references_4.png'
    sheet = cv2.imread(str(path))
    assert sheet.shape[1] == 4 * (90 + 6) and sheet[24:140, :190].std() > 10
    state = torch.get_rng_state()
    hook.after_val_epoch(runner)
    assert torch.equal(torch.get_rng_state(), state)
    assert np.array_equal(cv2.imread(str(path)), sheet)
    path.unlink()
    hook.enable = False
    hook.after_val_epoch(runner)
    assert not path.exists()
