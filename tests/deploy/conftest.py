"""The demo's model with random weights, pictures of people, and what is exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.registry import DefaultScope
from mmpose.registry import DATASETS, MODELS
from torch import nn

from poseur.apis.model_loading import load_model
from poseur.config import dataset_metainfo
from poseur.deploy import ModelMetadata
from poseur.deploy.export import InferenceGraph, describe, to_onnx
from poseur.synthetic import SyntheticPeopleConfig, write_dataset
from tests.tools.conftest import DEMO_CONFIG, load_tool


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
    """A model whose random weights give every crop another pose."""
    torch.manual_seed(0)
    with DefaultScope.overwrite_default_scope('mmpose'):
        model = MODELS.build(cfg.model)
    nn.init.normal_(model.head.poseur.coarse_branch.fc_mu.weight, std=0.3)
    return model.eval()


@pytest.fixture(scope='session')
def demo(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    root = tmp_path_factory.mktemp('demo')
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
    metadata = describe(cfg, estimator, dataset_metainfo(cfg))
    content = to_onnx(InferenceGraph(estimator, metadata), metadata)
    (root / 'demo.onnx').write_bytes(content)
    files = config, root / 'demo.pth', estimator, metadata, root / 'demo.onnx'
    return Demo(*files, root / 'val', annotations)


class Person(NamedTuple):
    """One person as ``tools/test.py`` predicts it."""

    image: str
    box: np.ndarray
    keypoints: np.ndarray
    sigmas: np.ndarray
    scores: np.ndarray


@pytest.fixture(scope='session')
def tested(demo: Demo) -> Callable[..., list[Person]]:
    """The people of the test set, as the test loop predicts them."""

    def run(**test_cfg: object) -> list[Person]:
        cfg = Config.fromfile(demo.config)
        with DefaultScope.overwrite_default_scope('mmpose'):
            dataset = DATASETS.build(cfg.test_dataloader.dataset)
        before = demo.estimator.test_cfg
        demo.estimator.test_cfg = before | test_cfg
        with torch.no_grad():
            samples = demo.estimator.test_step(pseudo_collate(list(dataset)))
        demo.estimator.test_cfg = before
        return [
            Person(
                sample.img_path,
                sample.pred_instances.bboxes[0],
                sample.pred_instances.keypoints[0],
                sample.pred_instances.keypoint_sigmas[0],
                sample.pred_instances.keypoint_scores[0],
            )
            for sample in samples
        ]

    return run


@pytest.fixture(scope='session')
def export_tool(repo_root: Path) -> ModuleType:
    return load_tool(repo_root / 'tools/deployment/export_onnx.py')


@pytest.fixture
def export(export_tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Runs ``tools/deployment/export_onnx.py`` in this process."""

    def run(*words: object) -> None:
        monkeypatch.setattr('sys.argv', ['export_onnx.py', *map(str, words)])
        export_tool.main()

    return run
