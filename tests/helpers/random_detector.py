"""Detectors with random weights, as config and checkpoint."""

from __future__ import annotations

from pathlib import Path

import torch
from mmengine.config import Config
from mmengine.registry import MODELS, DefaultScope


def save_detector(cfg: Config, folder: Path, name: str) -> tuple[Path, Path]:
    """Write a config that keeps low scores, and a checkpoint of random weights."""
    cfg.model.test_cfg.rcnn.update(score_thr=0.0, max_per_img=6)
    torch.manual_seed(1)
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        model = MODELS.build(cfg.model)
    with torch.no_grad():
        for weight in model.roi_head.bbox_head.fc_cls.parameters():
            weight.mul_(8)  # scores that differ
    paths = folder / f'{name}.py', folder / f'{name}.pth'
    cfg.dump(paths[0])
    torch.save(dict(state_dict=model.state_dict()), paths[1])
    return paths
