"""Learning rate and weight decay of named parameters in the published recipes."""

from __future__ import annotations

import pytest

from .conftest import PUBLISHED, checked, to_run

LAYER = 'head.poseur.query_decoder.layers.0'
OFFSETS = f'{LAYER}.cross_attention.sampling_offsets.weight'
DELTA = 'head.poseur.query_decoder.refinements.1.delta.4.bias'
SIGMA = 'head.poseur.query_decoder.refinements.2.sigma.0.weight'

#: Parameters that every Poseur has: learning rate and weight decay.
USUAL = {
    OFFSETS: (1e-4, 1e-4),
    OFFSETS.replace('weight', 'bias'): (1e-4, 1e-4),
    f'{LAYER}.cross_attention.attention_weights.weight': (1e-3, 1e-4),
    f'{LAYER}.ffn_norm.bias': (1e-3, 1e-4),
    'head.poseur.query_decoder.refinements.0.coord.0.weight': (1e-3, 1e-4),
    DELTA: (1e-3, 1e-4),
    SIGMA: (1e-3, 1e-4),
    'head.poseur.coarse_branch.fc_sigma.weight': (1e-3, 1e-4),
    'head.poseur.memory.level_embedding': (1e-3, 1e-4),
    'head.poseur.decoder_loss.flow.shift_nets.0.0.weight': (1e-3, 1e-4),
}
#: Differences of the models that have any, by the start of the config's name.
SPECIAL = {
    'res50_': {
        'backbone.bn1.bias': (1e-3, 1e-4),
        'neck.convs.0.gn.weight': (1e-3, 1e-4),
    },
    'hrformer-tiny': {
        'backbone.conv1.weight': (5e-4, 0.01),
        'backbone.stage2.0.branches.0.0.attn.attn.qkv.weight': (5e-4, 0.01),
        'neck.convs.0.conv.weight': (1e-3, 1e-4),
    },
    'hrformer-small': {'backbone.stage4.1.branches.3.1.norm2.bias': (5e-4, 0.01)},
    'hrformer-base': {
        **dict.fromkeys(USUAL, (0.0005, 0.01)),
        OFFSETS: (5e-5, 1e-4),
        OFFSETS.replace('weight', 'bias'): (5e-5, 1e-4),
        DELTA: (5e-4, 1e-4),
        SIGMA: (5e-4, 1e-4),
        'backbone.conv1.weight': (5e-4, 0.01),
        'neck.convs.3.conv.weight': (5e-4, 0.01),
    },
    'vit-base': {
        'backbone.pos_embed': (1e-3 * 0.75**13, 1e-4),
        'backbone.patch_embed.proj.bias': (1e-3 * 0.75**13, 1e-4),
        'backbone.blocks.0.norm1.weight': (1e-3 * 0.75**12, 1e-4),
        'backbone.blocks.11.mlp.fc2.weight': (1e-3 * 0.75, 1e-4),
        'backbone.last_norm.bias': (1e-3, 1e-4),
        'neck.deconv_layers.0.weight': (1e-3, 1e-4),
    },
}


@pytest.mark.parametrize('run', to_run(PUBLISHED), indirect=True)
def test_groups(run: dict) -> None:
    expected = dict(USUAL)
    for start, differences in SPECIAL.items():
        if run['name'].removeprefix('td-reg_poseur-').startswith(start):
            expected |= differences
    found = {name: tuple(run['optimizer'][name]) for name in expected}
    for name, settings in expected.items():
        assert found[name] == pytest.approx(settings), name
    offsets = {
        tuple(settings)
        for name, settings in run['optimizer'].items()
        if 'sampling_offsets' in name
    }
    assert len(offsets) == 1


def test_settings_of_whole_modules(facts: dict) -> None:
    """No other parameter of the plain recipe is set apart."""
    run = checked(facts['td-reg_poseur-res50_8xb32-325e_coco-256x192'])
    apart = {name for name, (rate, _) in run['optimizer'].items() if rate != 1e-3}
    assert len(apart) == 12 and all('sampling_offsets' in name for name in apart)
    assert {decay for _, decay in run['optimizer'].values()} == {1e-4}
