import pytest
import torch
from mmengine.optim import build_optim_wrapper
from torch import nn

import poseur.engine  # noqa: F401  (registers the constructor)


class Backbone(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.pos_embed = nn.Parameter(torch.zeros(1, 5, 4))
        self.patch_embed = nn.ModuleDict(dict(proj=nn.Conv2d(3, 4, 2)))
        self.blocks = nn.ModuleList(nn.Linear(4, 4) for _ in range(depth))
        self.last_norm = nn.LayerNorm(4)


class Model(nn.Module):
    def __init__(self, depth=12):
        super().__init__()
        self.backbone = Backbone(depth)
        self.neck = nn.Conv2d(4, 4, 1)
        self.head = nn.ModuleDict(dict(sampling_offsets=nn.Linear(4, 2)))


def build(model, **paramwise):
    constructor = dict(
        constructor='mmpose.LayerDecayConstructor',
        optimizer=dict(type='AdamW', lr=1e-3, weight_decay=1e-4),
        paramwise_cfg=paramwise,
    )
    return build_optim_wrapper(model, constructor).optimizer.param_groups


def settings(model, groups):
    by_id = {
        id(p): (group['lr'], group['weight_decay'])
        for group in groups
        for p in group['params']
    }
    return {name: by_id[id(p)] for name, p in model.named_parameters()}


def test_rates_fall_with_the_depth_and_multiply_with_custom_keys():
    model = Model()
    keys = {
        'sampling_offsets': dict(lr_mult=0.1),
        'blocks.3.': dict(lr_mult=2.0, decay_mult=5.0),
    }
    groups = build(model, num_layers=12, layer_decay_rate=0.75, custom_keys=keys)
    found = settings(model, groups)
    expected = {
        'backbone.pos_embed': 0.75**13,
        'backbone.patch_embed.proj.weight': 0.75**13,
        'backbone.blocks.0.weight': 0.75**12,
        'backbone.blocks.3.weight': 2 * 0.75**9,
        'backbone.blocks.10.bias': 0.75**2,
        'backbone.blocks.11.weight': 0.75,
        'backbone.last_norm.weight': 1.0,
        'neck.weight': 1.0,
        'head.sampling_offsets.bias': 0.1,
    }
    for name, rate in expected.items():
        assert found[name][0] == pytest.approx(1e-3 * rate), name
    for name, (_, decay) in found.items():
        factor = 5 if 'blocks.3.' in name else 1
        assert decay == pytest.approx(1e-4 * factor), name
    assert len(groups) == 15, 'embeddings, 12 blocks, the rest, the offsets'


@pytest.mark.parametrize('depth', [11, 13])
def test_another_number_of_blocks(depth):
    with pytest.raises(ValueError, match='num_layers=12'):
        build(Model(depth), num_layers=12, layer_decay_rate=0.75)


def test_missing_settings_are_named():
    with pytest.raises(ValueError, match='layer_decay_rate and num_layers'):
        build(Model(), custom_keys={})
