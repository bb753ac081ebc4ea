"""Costs of whole models by their parts."""

from __future__ import annotations

import pytest
from mmengine.config import Config

from poseur.analysis import (
    input_size_of,
    measure_cost,
    parameters_and_macs,
    peak_training_bytes,
)

RES50 = 'configs/poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'
WHOLEBODY = (
    'configs/poseur/coco_wholebody/'
    'td-reg_poseur-res50_8xb32-325e_coco-wholebody-256x192.py'
)
MPII = 'configs/poseur/mpii/td-reg_poseur-res50_8xb32-325e_mpii-256x256.py'
VIT = 'configs/poseur/coco/td-reg_poseur-vit-base_8xb32-325e_coco-256x192.py'
DENSE = 'configs/poseur_dense/td-reg_poseur-dense-res50_8xb32-325e_coco-256x192.py'
DETECTOR = (
    'configs/mask_rcnn_poseur/mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py'
)
TINY = 'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py'
DECODER_LEVEL = 1_416_838
FLOWS = 107_568


@pytest.fixture
def config(repo_root):
    return lambda name: Config.fromfile(repo_root / name)


def test_parts_of_resnet50(config):
    cost = measure_cost(config(RES50), (256, 192))
    parameters = {name: each.parameters for name, each in cost.parts.items()}
    assert parameters == {
        'backbone': 23_508_032,
        'neck': (256 + 512 + 1024 + 2048) * 256 + 4 * 512,
        'coarse branch': 2 * (256 + 1) * 34,
        'keypoint encoder': 17 * 256 + (512 + 1) * 256 + 512,
        'query decoder': 6 * DECODER_LEVEL + 4 * 256,
        'other heads': 0,
        'flows, losses': FLOWS,
    }
    assert cost.total.parameters - cost.without_flows.parameters == FLOWS
    neck_pixels = 3072 * 256 + 768 * 512 + 192 * 1024 + 48 * 2048
    assert cost.parts['neck'].macs == neck_pixels * 256
    assert cost.parts['neck'].paper_count == neck_pixels * 256 + 2 * 4080 * 256
    assert cost.parts['keypoint encoder'].macs == 17 * 512 * 256
    assert cost.parts['flows, losses'].macs == 0


def test_parts_with_dense_supervision(config):
    parts = measure_cost(config(DENSE), (256, 192)).parts
    plain = measure_cost(config(RES50), (256, 192)).parts
    blocks = 3 * 256 * (25 + 256 + 4)  # and two norms each
    assert parts['neck'].parameters - plain['neck'].parameters == blocks
    macs = (32 * 24 + 16 * 12 + 8 * 6) * 256 * (25 + 256)
    assert parts['neck'].macs - plain['neck'].macs == macs
    assert parts['query decoder'] == plain['query decoder']
    assert parts['flows, losses'].parameters == FLOWS + 3 * 17 * (256 + 1)


@pytest.mark.parametrize(
    ('name', 'num_keypoints', 'size', 'millions'),
    [(WHOLEBODY, 133, (256, 192), 33.405), (MPII, 16, (256, 256), 33.255)],
)
def test_other_data_sets(name, num_keypoints, size, millions, config):
    cfg = config(name)
    assert input_size_of(cfg) == size
    cost, people = measure_cost(cfg, size), measure_cost(config(RES50), size)
    assert cost.total.parameters == pytest.approx(millions * 1e6, abs=500)
    assert cost.parts['backbone'] == people.parts['backbone']
    encoder = cost.parts['keypoint encoder'].macs
    assert encoder * 17 == people.parts['keypoint encoder'].macs * num_keypoints


def test_vision_transformer(config):
    cost = measure_cost(config(VIT), (256, 192))
    assert cost.total.parameters == pytest.approx(99.654e6, abs=500)
    products = 12 * 2 * 192 * 192 * 768  # of the attentions
    linears = 12 * 192 * 12 * 768**2 + 192 * 768 * 3 * 16**2
    assert cost.parts['backbone'].macs == products + linears
    deconvs = (768 + 4 * 256 + 16 * 256) * 192 * 16 * 256
    assert cost.parts['neck'].macs == deconvs


def test_a_heatmap_model_has_another_head(config):
    cfg = config(RES50)
    cfg.model.pop('neck')
    cfg.model.backbone.out_indices = (3,)
    codec = dict(
        type='MSRAHeatmap', input_size=(192, 256), heatmap_size=(48, 64), sigma=2
    )
    cfg.model.head = dict(
        type='HeatmapHead', in_channels=2048, out_channels=17, decoder=codec
    )
    assert input_size_of(cfg) == (256, 192)
    cost = measure_cost(cfg, (256, 192))
    assert cost.total.parameters == pytest.approx(34.0e6, abs=5e4)  # as in Table 2b
    deconvs = (2048 + 4 * 256 + 16 * 256) * 48 * 16 * 256
    assert cost.parts['other heads'].macs == deconvs + 64 * 48 * 256 * 17
    assert cost.without_flows == cost.total
    with pytest.raises(ValueError, match='HeatmapHead does not regress .* --train'):
        peak_training_bytes(cfg, (256, 192))


def test_parameters_and_macs_at_test_time(config):
    cost = measure_cost(config(TINY), (96, 72)).without_flows
    assert parameters_and_macs(config(TINY)) == (cost.parameters, cost.macs)
    parameters, macs = parameters_and_macs(config(DETECTOR))
    assert parameters == pytest.approx(1.67e6, abs=5e3)  # docs/detection.md
    assert macs is None


def test_a_model_without_codec_needs_a_shape(config):
    cfg = config(TINY)
    cfg.model.head.decoder = None
    with pytest.raises(ValueError, match='96x72.py has no .*input_size.*--shape'):
        input_size_of(cfg)
