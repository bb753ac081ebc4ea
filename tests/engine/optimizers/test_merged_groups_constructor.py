import pytest
import torch
from mmengine.optim import build_optim_wrapper
from torch import nn

import poseur.engine  # noqa: F401  (registers the constructor)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.sampling_offsets = nn.Linear(3, 2)
        self.output_proj = nn.Linear(3, 3)


def build(constructor):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 3), Attention(), Attention())
    wrapper = build_optim_wrapper(
        model,
        dict(
            constructor=constructor,
            optimizer=dict(type='AdamW', lr=1e-3, weight_decay=1e-4),
            paramwise_cfg=dict(custom_keys={'sampling_offsets': dict(lr_mult=0.1)}),
        ),
    )
    return model, wrapper


def test_one_group_for_each_setting():
    model, wrapper = build('mmpose.MergedGroupsConstructor')
    groups = wrapper.optimizer.param_groups
    assert len(groups) == 2
    rates = {id(p): group['lr'] for group in groups for p in group['params']}
    for name, parameter in model.named_parameters():
        expected = 1e-4 if 'sampling_offsets' in name else 1e-3
        assert rates[id(parameter)] == pytest.approx(expected), name
    assert len(rates) == 10 and all(g['weight_decay'] == 1e-4 for g in groups)


def test_weight_decay_separates_groups():
    model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
    wrapper = build_optim_wrapper(
        model,
        dict(
            constructor='mmpose.MergedGroupsConstructor',
            optimizer=dict(type='SGD', lr=0.1, weight_decay=1e-4),
            paramwise_cfg=dict(norm_decay_mult=0.0),
        ),
    )
    decays = {
        id(parameter): group['weight_decay']
        for group in wrapper.optimizer.param_groups
        for parameter in group['params']
    }
    assert {decays[id(p)] for p in model[0].parameters()} == {1e-4}
    assert {decays[id(p)] for p in model[1].parameters()} == {0}


def test_same_steps_as_with_one_group_per_parameter():
    weights = []
    for constructor in (
        'DefaultOptimWrapperConstructor',
        'mmpose.MergedGroupsConstructor',
    ):
        model, wrapper = build(constructor)
        for step in range(3):
            loss = sum((p * (step + 1.0)).square().sum() for p in model.parameters())
            wrapper.update_params(loss)
        weights.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
    assert torch.equal(*weights)
