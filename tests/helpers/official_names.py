"""This package's names -> names of the release: the converter's work undone."""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor

LAYER = 'keypoint_head.transformer.decoder.layers.'

#: (start of our name, start of the released one); ``#`` stands for a number.
STARTS = {
    'head.poseur.memory.level_embedding': 'keypoint_head.transformer.level_embeds',
    'head.poseur.coarse_branch.fc_mu.': 'keypoint_head.transformer.fc_coord.linear.',
    'head.poseur.coarse_branch.fc_sigma.': 'keypoint_head.transformer.fc_sigma.linear.',
    'head.poseur.keypoint_encoder.class_embedding': 'keypoint_head.transformer.'
    'pos_embed.weight',
    'head.poseur.keypoint_encoder.projection.': 'keypoint_head.transformer.pos_trans.',
    'head.poseur.keypoint_encoder.norm.': 'keypoint_head.transformer.pos_trans_norm.',
    'head.poseur.query_decoder.layers.#.self_attention.attention.': f'{LAYER}#.'
    'attentions.0.attn.',
    'head.poseur.query_decoder.layers.#.cross_attention.': f'{LAYER}#.attentions.1.',
    'head.poseur.query_decoder.layers.#.ffn.0.': f'{LAYER}#.ffns.0.layers.0.0.',
    'head.poseur.query_decoder.layers.#.ffn.3.': f'{LAYER}#.ffns.0.layers.1.',
    'head.poseur.query_decoder.layers.#.self_attention_norm.': f'{LAYER}#.norms.0.',
    'head.poseur.query_decoder.layers.#.cross_attention_norm.': f'{LAYER}#.norms.1.',
    'head.poseur.query_decoder.layers.#.ffn_norm.': f'{LAYER}#.norms.2.',
    'head.poseur.query_decoder.refinements.#.coord.': 'keypoint_head.fc_coord_branches.#.',
    'head.poseur.query_decoder.refinements.#.delta.': 'keypoint_head.'
    'fc_coord_output_branches.#.',
    'head.poseur.query_decoder.refinements.#.sigma.2.': 'keypoint_head.'
    'fc_sigma_branches.#.2.linear.',
    'head.poseur.query_decoder.refinements.#.sigma.': 'keypoint_head.fc_sigma_branches.#.',
    'head.poseur.coarse_loss.flow.shift_nets.': 'keypoint_head.enc_flow.t.',
    'head.poseur.coarse_loss.flow.scale_nets.': 'keypoint_head.enc_flow.s.',
    'head.poseur.coarse_loss.flow.mask': 'keypoint_head.enc_flow.mask',
    'head.poseur.decoder_loss.flow.shift_nets.': 'keypoint_head.dec_flow.t.',
    'head.poseur.decoder_loss.flow.scale_nets.': 'keypoint_head.dec_flow.s.',
    'head.poseur.decoder_loss.flow.mask': 'keypoint_head.dec_flow.mask',
}
WINDOW = re.compile(r'backbone\.stage\d\..*\.attn\.attn\.(qkv|proj)\.')


def as_released(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename weights to what the authors' code would have called them."""
    released = {}
    for key, value in weights.items():
        window = WINDOW.match(key)
        if window and window[1] == 'qkv':
            parts = zip('qkv', value.chunk(3), strict=True)
            released |= {key.replace('qkv', f'{p}_proj'): part for p, part in parts}
        elif window:
            released[key.replace('attn.proj', 'attn.out_proj')] = value
        elif key.startswith('backbone.stage'):
            released[key.replace('.ffn.', '.mlp.')] = value
        elif 'value_proj_weight' in key:
            released[f'{_head_name(key)}.weight'] = value.flatten(0, 1)
        elif 'value_proj_bias' in key:
            released[f'{_head_name(key)}.weight'] = value
        else:
            released[_head_name(key) if key.startswith('head.') else key] = value
    return released


def _head_name(key: str) -> str:
    for ours, theirs in STARTS.items():
        match = re.match(re.escape(ours).replace(r'\#', r'(\d+)'), key)
        if match:
            numbers = iter(match.groups())
            start = re.sub('#', lambda _, n=numbers: next(n), theirs)
            return start + key[match.end() :]
    raise KeyError(key)


def number_all(weights: Mapping[str, Tensor]) -> None:
    """Fill every tensor with values that no other tensor has, in place."""
    with torch.no_grad():
        for number, value in enumerate(weights.values()):
            steps = torch.linspace(0, 0.5, value.numel()).reshape(value.shape)
            value.copy_(number + steps)
