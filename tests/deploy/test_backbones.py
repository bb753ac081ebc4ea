"""Export of small versions of the backbones, and of the decoder's options."""

from __future__ import annotations

from pathlib import Path

import pytest
from mmengine.config import Config

from poseur.config import dataset_metainfo
from poseur.deploy.export import InferenceGraph, build_metadata, require_same, to_onnx
from tests.helpers.exported_model import build

COCO = 'configs/poseur/coco/td-reg_poseur-'
MINI = 'mobilenetv2_1xb32-150e_coco-mini-128x96.py'
BRANCHES = 'model.backbone.extra.stage'
SMALL_HRFORMER = {
    f'{BRANCHES}{stage}.{key}': value
    for stage in (2, 3, 4)
    for key, value in (('num_modules', 1), ('num_blocks', (1,) * stage))
}
SMALL_VIT = {
    'model.backbone.num_layers': 1,
    'model.backbone.embed_dims': 32,
    'model.backbone.num_heads': 2,
    'model.neck.in_channels': 32,
}
PAPER = {
    'model.head.keypoint_encoder.query': 'paper',
    'model.head.query_decoder.share_weights': True,
    'model.head.query_decoder.with_delta': False,
    'model.head.query_decoder.layer.self_attention': False,
    'model.test_cfg.keypoint_score': dict(_delete_=True, type='rle'),
}
DENSE = {
    'model.neck.type': 'TopDownMapper',
    'model.head.coarse_branch': dict(_delete_=True, type='SpatialCoarseBranch'),
    'model.head.coarse_level': 1,
    'model.head.dense_supervision': dict(type='DenseSupervision'),
    'model.head.decoder_shapes_features': False,
}
BRANCH = 'model.head.coarse_branch'
GAUSSIAN = DENSE | {f'{BRANCH}.readout': dict(type='GaussianExpectation')}
SMOOTH = DENSE | {
    f'{BRANCH}.readout': dict(type='LocalExpectation', radius=1, smooth_peak=True),
    f'{BRANCH}.sigma': 'spread',
}
UNBIASED = DENSE | {f'{BRANCH}.readout': dict(type='UnbiasedExpectation')}
AXES = DENSE | {
    BRANCH: dict(_delete_=True, type='AxisCoarseBranch', map_size=(12, 16), radius=4)
}


@pytest.mark.parametrize(
    ('name', 'options'),
    [
        pytest.param(MINI, {}, id='mobilenetv2'),
        pytest.param(MINI, PAPER, id='mobilenetv2-options'),
        pytest.param(MINI, DENSE, id='mobilenetv2-dense'),
        pytest.param(MINI, GAUSSIAN, id='mobilenetv2-gaussian'),
        pytest.param(MINI, SMOOTH, id='mobilenetv2-smooth'),
        pytest.param(MINI, UNBIASED, id='mobilenetv2-unbiased'),
        pytest.param(MINI, AXES, id='mobilenetv2-axes'),
        pytest.param('vit-base_8xb32-325e_coco-256x192.py', SMALL_VIT, id='vit'),
        pytest.param(
            'hrformer-tiny-3dec_8xb32-325e_coco-256x192.py',
            SMALL_HRFORMER,
            id='hrformer',
        ),
    ],
)
def test_the_same_predictions(repo_root: Path, name: str, options: dict):
    cfg = Config.fromfile(repo_root / (COCO + name))
    cfg.merge_from_dict(
        {'model.backbone.init_cfg': None, 'model.head.query_decoder.num_layers': 2}
        | options
    )
    estimator = build(cfg)
    metadata = build_metadata(cfg, estimator, dataset_metainfo(cfg))
    content = to_onnx(InferenceGraph(estimator, metadata), metadata)
    assert b'dense_supervision' not in content
    deviation = require_same(estimator, content, 'onnx', metadata)
    assert max(deviation) < 1e-5
