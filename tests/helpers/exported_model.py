"""The demo's model with random weights, images of people, and the exported file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import torch
from mmengine.config import Config
from torch import nn

from poseur.apis.model_loading import load_model
from poseur.config import build_model, dataset_metainfo
from poseur.deploy import ModelMetadata
from poseur.deploy.export import InferenceGraph, build_metadata, to_onnx
from poseur.models import CoarseBranch
from poseur.synthetic import SyntheticPeopleConfig, write_dataset
from tests.tools.conftest import DEMO_CONFIG


class Demo(NamedTuple):
    """A config, its checkpoint, its model, and an exported file."""

    config: Path
    checkpoint: Path
    estimator: nn.Module
    metadata: ModelMetadata
    onnx: Path
    images: Path
    annotations: Path


def build(cfg: Config) -> nn.Module:
    """Build a model whose random weights predict a different pose for every crop."""
    torch.manual_seed(0)
    model: Any = build_model(cfg)
    branch = model.head.poseur.coarse_branch
    layer = branch.fc_mu if isinstance(branch, CoarseBranch) else branch.score
    nn.init.normal_(layer.weight, std=0.3)
    return model.eval()


def export_demo(repo_root: Path, root: Path) -> Demo:
    """Write images, config, checkpoint and ONNX file into the folder ``root``."""
    write_dataset(root, num_train=1, num_val=6, cfg=SyntheticPeopleConfig(160, 128))
    config = root / 'demo.py'
    annotations = root / 'annotations/person_keypoints_val.json'
    config.write_text(
        f'_base_ = [{str(repo_root / DEMO_CONFIG)!r}]\n'
        f'test_dataloader = dict(dataset=dict(data_root={str(root)!r}))\n'
    )
    cfg = Config.fromfile(config)
    torch.save(dict(state_dict=build(cfg).state_dict()), root / 'demo.pth')
    estimator = load_model(cfg, root / 'demo.pth', 'cpu')
    metadata = build_metadata(cfg, estimator, dataset_metainfo(cfg))
    content = to_onnx(InferenceGraph(estimator, metadata), metadata)
    (root / 'demo.onnx').write_bytes(content)
    files = config, root / 'demo.pth', estimator, metadata, root / 'demo.onnx'
    return Demo(*files, root / 'val', annotations)
