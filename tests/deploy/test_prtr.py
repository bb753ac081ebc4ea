"""Export of PRTR: predictions of the file, and of its runner."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from mmengine.config import Config
from torch import nn

from poseur.config import build_model, dataset_metainfo
from poseur.deploy import ModelMetadata, OnnxPoseur
from poseur.deploy.export import (
    ExportError,
    build_graph,
    build_metadata,
    require_same,
    to_onnx,
    to_torchscript,
)
from poseur.deploy.export.predictors import predict_with_torch

CONFIG = 'configs/lsp/td-reg_prtr-mobilenetv2_1xb8-20e_lsp-128x128.py'
SMALL = {
    'model.backbone.init_cfg': None,
    'model.head.num_queries': 40,
    'model.head.transformer': dict(num_layers=2, ffn_channels=64),
}


class Exported(NamedTuple):
    """A model and the content of its ONNX file."""

    estimator: Any
    metadata: ModelMetadata
    onnx: bytes


def build(repo_root: Path, **test_cfg: object) -> tuple[Config, nn.Module]:
    cfg = Config.fromfile(repo_root / CONFIG)
    cfg.merge_from_dict(SMALL)
    cfg.model.test_cfg.update(test_cfg)
    torch.manual_seed(0)
    model: Any = build_model(cfg)
    nn.init.normal_(model.head.class_embed.weight, std=0.5)
    nn.init.normal_(model.head.coord_embed[4].weight, std=0.5)
    return cfg, model.eval()


@pytest.fixture(scope='module')
def exported(repo_root: Path) -> Exported:
    cfg, model = build(repo_root, readout='argmax')
    metadata = build_metadata(cfg, model, dataset_metainfo(cfg))
    content = to_onnx(build_graph(model, metadata), metadata)
    return Exported(model, metadata, content)


def test_the_same_predictions(exported: Exported) -> None:
    estimator, metadata, content = exported
    deviation = require_same(estimator, content, 'onnx', metadata)
    assert max(deviation) < 1e-5 and deviation.sigmas == 0
    script = to_torchscript(build_graph(estimator, metadata), metadata)
    assert max(require_same(estimator, script, 'torchscript', metadata)) < 1e-5


@pytest.mark.parametrize('flip_test', [False, True])
def test_the_runner(exported: Exported, flip_test: bool, tmp_path: Path) -> None:
    path = tmp_path / 'prtr.onnx'
    path.write_bytes(exported.onnx)
    runner = OnnxPoseur(path, flip_test=flip_test)
    crops = np.random.default_rng(0).integers(0, 256, (3, 128, 128, 3), np.uint8)
    found = runner.predict(crops)
    plain, mirrored = (
        predict_with_torch(exported.estimator, torch.tensor(each), exported.metadata)
        for each in (crops, crops[:, :, ::-1].copy())
    )
    keypoints, scores = plain.keypoints, plain.scores
    if flip_test:
        swap = list(exported.metadata.flip_indices)
        back = mirrored.keypoints[:, swap] * (-1, 1) + (127, 0)
        keypoints = (keypoints + back) / 2
        scores = (scores + mirrored.scores[:, swap]) / 2
    np.testing.assert_allclose(found.keypoints, keypoints, atol=1e-3)
    np.testing.assert_allclose(found.scores, scores, atol=1e-5)
    assert found.sigmas is None
    result = runner(crops[0], [[10, 10, 100, 120], [0, 0, 60, 90]])
    assert result.sigmas is None and result.keypoints.shape == (2, 16, 2)
    assert runner.predict(crops[:0]).keypoints.shape == (0, 16, 2)


def test_assignments_are_not_exported(repo_root: Path) -> None:
    cfg, model = build(repo_root)
    with pytest.raises(ExportError, match=r'\+model\.test_cfg\.readout=argmax'):
        build_metadata(cfg, model, dataset_metainfo(cfg))
