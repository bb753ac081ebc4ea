from __future__ import annotations

import pytest
import torch

from poseur.checkpoints import CheckpointMismatchError
from poseur.checkpoints.naming.official import (
    convert_key,
    convert_state_dict,
    from_official,
    unused_keys,
)

HEAD, LAYER = 'keypoint_head.', 'keypoint_head.transformer.decoder.layers.'
OURS = 'head.poseur.'
DECODER = f'{OURS}query_decoder.'
OFFICIAL_TO_OURS = {
    'backbone.layer1.0.bn1.running_mean': 'backbone.layer1.0.bn1.running_mean',
    'backbone.stage4.2.branches.3.1.bn2.weight': 'backbone.stage4.2.branches.3.1.'
    'bn2.weight',
    'backbone.stage2.0.branches.1.0.attn.attn.k_proj.bias': 'backbone.stage2.0.'
    'branches.1.0.attn.attn.qkv.bias',
    'backbone.stage2.0.branches.1.0.attn.attn.out_proj.bias': 'backbone.stage2.0.'
    'branches.1.0.attn.attn.proj.bias',
    'backbone.stage3.3.branches.2.1.mlp.norm2.running_var': 'backbone.stage3.3.'
    'branches.2.1.ffn.norm2.running_var',
    'backbone.pos_embed': 'backbone.pos_embed',
    'backbone.blocks.11.mlp.fc1.bias': 'backbone.blocks.11.mlp.fc1.bias',
    'neck.deconv_layers.7.running_mean': 'neck.deconv_layers.7.running_mean',
    'neck.convs.3.gn.weight': 'neck.convs.3.gn.weight',
    f'{HEAD}transformer.level_embeds': f'{OURS}memory.level_embedding',
    f'{HEAD}transformer.fc_coord.linear.bias': f'{OURS}coarse_branch.fc_mu.bias',
    f'{HEAD}transformer.fc_sigma.linear.weight': f'{OURS}coarse_branch.fc_sigma.weight',
    f'{HEAD}transformer.pos_embed.weight': f'{OURS}keypoint_encoder.class_embedding',
    f'{HEAD}transformer.pos_trans.bias': f'{OURS}keypoint_encoder.projection.bias',
    f'{HEAD}transformer.pos_trans_norm.weight': f'{OURS}keypoint_encoder.norm.weight',
    f'{LAYER}11.attentions.0.attn.in_proj_bias': f'{DECODER}layers.11.'
    'self_attention.attention.in_proj_bias',
    f'{LAYER}0.attentions.1.sampling_offsets.weight': f'{DECODER}layers.0.'
    'cross_attention.sampling_offsets.weight',
    f'{LAYER}0.attentions.1.value_proj_weight.weight': f'{DECODER}layers.0.'
    'cross_attention.value_proj_weight',
    f'{LAYER}0.attentions.1.value_proj_bias.weight': f'{DECODER}layers.0.'
    'cross_attention.value_proj_bias',
    f'{LAYER}2.ffns.0.layers.0.0.bias': f'{DECODER}layers.2.ffn.0.bias',
    f'{LAYER}2.ffns.0.layers.1.weight': f'{DECODER}layers.2.ffn.3.weight',
    f'{LAYER}2.norms.0.bias': f'{DECODER}layers.2.self_attention_norm.bias',
    f'{LAYER}2.norms.1.bias': f'{DECODER}layers.2.cross_attention_norm.bias',
    f'{LAYER}2.norms.2.bias': f'{DECODER}layers.2.ffn_norm.bias',
    f'{HEAD}fc_coord_branches.5.4.bias': f'{DECODER}refinements.5.coord.4.bias',
    f'{HEAD}fc_coord_output_branches.1.2.weight': f'{DECODER}refinements.1.'
    'delta.2.weight',
    f'{HEAD}fc_sigma_branches.0.1.bias': f'{DECODER}refinements.0.sigma.1.bias',
    f'{HEAD}fc_sigma_branches.0.2.linear.bias': f'{DECODER}refinements.0.sigma.2.bias',
    f'{HEAD}enc_flow.mask': f'{OURS}coarse_loss.flow.mask',
    f'{HEAD}enc_flow.t.4.2.bias': f'{OURS}coarse_loss.flow.shift_nets.4.2.bias',
    f'{HEAD}dec_flow.s.0.0.weight': f'{OURS}decoder_loss.flow.scale_nets.0.0.weight',
}


@pytest.mark.parametrize('key', OFFICIAL_TO_OURS)
def test_names_one_by_one(key):
    assert convert_key(key) == OFFICIAL_TO_OURS[key]


@pytest.mark.parametrize(
    'key',
    [
        'keypoint_head.deconv_layers.0.weight',
        'keypoint_head.transformer.encoder.layers.0.norms.0.weight',
        'keypoint_head.transformer.decoder.layers.0.norms.3.weight',
        f'{OURS}memory.level_embedding',
        'old.backbone.conv1.weight',
    ],
)
def test_unknown_names_are_refused(key):
    with pytest.raises(
        KeyError, match=f'{key}.* not a parameter of an official Poseur'
    ):
        convert_key(key)
    with pytest.raises(KeyError, match='another model'):
        convert_state_dict({'backbone.conv1.weight': torch.ones(1), key: torch.ones(1)})


def test_weights_with_unknown_names_are_not_official() -> None:
    weights = {
        'keypoint_head.dec_flow.mask': torch.zeros(6, 2),
        'head.some.weight': torch.zeros(1),
    }
    with pytest.raises(CheckpointMismatchError, match='1 of its 2 names are unknown'):
        from_official(weights, 'a.pth')


def test_value_projection_is_cut_into_heads():
    prefix = f'{LAYER}0.attentions.1.value_proj_'
    weight, bias = torch.arange(24.0).reshape(12, 2), torch.arange(6.0).reshape(3, 2)
    ours = convert_state_dict(
        {f'{prefix}weight.weight': weight, f'{prefix}bias.weight': bias}
    )
    converted, same_bias = ours.values()
    assert converted.shape == (3, 4, 2)  # heads, channels, channels of a head
    for head in range(3):
        assert torch.equal(converted[head], weight[4 * head : 4 * (head + 1)])
    assert same_bias is bias
    assert converted.data_ptr() == weight.data_ptr()  # shared, not copied


def test_position_addresses_are_left_out_with_a_reason():
    attention = 'backbone.stage2.0.branches.0.0.attn.attn'
    official = {
        f'{attention}.relative_position_index': torch.zeros(49, 49),
        **{f'{attention}.{p}_proj.bias': torch.ones(2) for p in 'kvq'},
    }
    assert list(convert_state_dict(official)) == [f'{attention}.qkv.bias']
    ((key, reason),) = unused_keys(official).items()
    assert key == f'{attention}.relative_position_index'
    assert 'relative position biases' in reason
    assert unused_keys({'backbone.conv1.weight': torch.ones(1)}) == {}
