"""Costs measured on fake tensors equal those of real ones."""

from __future__ import annotations

import pytest
import torch
from mmengine.config import Config
from torch import nn
from torch._subclasses import FakeTensor, FakeTensorMode

from poseur.analysis import ActivationMemory
from poseur.analysis.fake_tensor_model import FakeTensorModel, fake_parameters
from poseur.analysis.macs import count_macs
from poseur.analysis.mmcv_flops import count_modules
from poseur.config import build_model
from tests.helpers.tiny_pose import head_config

BACKBONE = dict(
    type='ResNet', depth=18, base_channels=8, stem_channels=8, out_indices=(0, 1, 2, 3)
)
NECK = dict(
    type='LevelMapper',
    in_channels=[8, 16, 32, 64],
    out_channels=16,
    kernel_size=1,
    norm_cfg=dict(type='GN', num_groups=4),
    act_cfg=None,
)


def tiny_config(cross_attention: str) -> Config:
    head = head_config()
    layer = head['query_decoder']['layer']
    layer['cross_attention'] |= dict(type=cross_attention)
    model = dict(type='TopdownPoseEstimator', backbone=BACKBONE, neck=NECK, head=head)
    return Config(dict(model=model))


@pytest.mark.parametrize('cross_attention', ['EMSDA', 'MSDA'])
def test_counts_equal_those_of_a_real_model(cross_attention):
    fake = FakeTensorModel(tiny_config(cross_attention))
    real = build_model(tiny_config(cross_attention)).eval()

    def run_real() -> None:
        with torch.no_grad():
            real(torch.randn(1, 3, 64, 48), None, mode='tensor')

    def run_fake() -> None:
        fake.run(64, 48)

    found = []
    for model, run in ((real, run_real), (fake.model, run_fake)):
        with count_modules(model) as operations, count_macs() as macs:
            run()
        with ActivationMemory() as memory:
            run()
        found.append((operations, macs, memory.peak))
    assert found[0] == found[1]
    assert all(sum(each.values()) > 0 for each in found[0][:2]) and found[0][2] > 0


def test_parameters_have_no_values():
    model = FakeTensorModel(tiny_config('EMSDA')).model
    assert all(isinstance(each, FakeTensor) for each in model.parameters())
    assert not isinstance(nn.Linear(1, 1).weight, FakeTensor)  # nor later, elsewhere


def test_a_model_that_fails_to_build_leaves_no_hook():
    wrong = dict(type='LevelMapper', no_such_argument=1)
    with pytest.raises(TypeError):
        FakeTensorModel(Config(dict(model=wrong)))
    assert not isinstance(nn.Linear(1, 1).weight, FakeTensor)


def test_an_initialization_that_looks_at_values_is_left_out():
    """As that of ViT from PyTorch 2.15 on, which draws until all values fit."""

    class Drawn(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.empty(3))
            if not self.weight.is_meta:
                while self.weight.data.normal_().abs().max() > 2:
                    pass

    assert Drawn().weight.abs().max() <= 2
    with fake_parameters(FakeTensorMode(allow_non_fake_inputs=True)):
        fake = Drawn()
    assert isinstance(fake.weight, FakeTensor) and not fake.weight.is_meta
