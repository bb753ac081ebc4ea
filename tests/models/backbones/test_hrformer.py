from __future__ import annotations

import pytest
import torch
from mmengine.registry import init_default_scope
from mmpose.models.backbones.hrformer import LocalWindowSelfAttention
from mmpose.registry import MODELS

from poseur.models import HRFormerWithoutRPE
from poseur.models.backbones.hrformer import PlainWindowBlock
from tests.helpers.tiny_hrformer import tiny_config


@pytest.fixture
def model() -> HRFormerWithoutRPE:
    init_default_scope('mmpose')
    model = MODELS.build(tiny_config())
    model.init_weights()
    return model


def test_weights_are_initialized(model):
    conv = model.stage2[0].branches[0][0].ffn.fc1.weight.detach()
    assert conv.std() == pytest.approx(0.001, rel=0.5)
    qkv = model.stage4[0].branches[3][0].attn.attn.qkv.weight.detach()
    assert qkv.std() == pytest.approx(32**-0.5 / 3**0.5, rel=0.1)  # PyTorch's
    assert all(torch.isfinite(parameter).all() for parameter in model.parameters())


def test_there_are_no_position_biases(model):
    assert [name for name in model.state_dict() if 'relative_position' in name] == []


def test_four_branches(model):
    model.eval()
    feats = model(torch.randn(1, 3, 64, 96))
    shapes = [tuple(feat.shape[1:]) for feat in feats]
    assert shapes == [(4, 16, 24), (8, 8, 12), (16, 4, 6), (32, 2, 3)]


def test_the_config_stays_as_it_was():
    init_default_scope('mmpose')
    config = tiny_config()
    MODELS.build(config)
    assert config == tiny_config()


def test_windows_attend_by_content_alone():
    block = PlainWindowBlock(4, 4, num_heads=2, norm_cfg=dict(type='BN')).eval()
    window = torch.randn(1, 49, 4)
    attention: LocalWindowSelfAttention = block.attn
    order = torch.randperm(49)
    with torch.no_grad():
        straight = attention(window, 7, 7)
        shuffled = attention(window[:, order], 7, 7)
    torch.testing.assert_close(shuffled, straight[:, order])
    assert straight.std(dim=1).min() > 1e-3


def test_padding_takes_part_in_the_attention():
    """A map of 8 rows fills two windows of 7, which attend to the zeros around it."""
    block = PlainWindowBlock(4, 4, num_heads=1, norm_cfg=dict(type='BN')).eval()
    attention = block.attn
    rows = torch.randn(1, 8 * 7, 4)
    with torch.no_grad():
        ours = attention(rows, 8, 7).unflatten(1, (8, 7))
        padded = torch.nn.functional.pad(rows.unflatten(1, (8, 7)), (0, 0, 0, 0, 3, 3))
        window = attention.attn(padded[:, :7].flatten(1, 2)).unflatten(1, (7, 7))
    torch.testing.assert_close(ours[:, :4], window[:, 3:])
