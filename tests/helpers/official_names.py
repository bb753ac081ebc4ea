"""Inverse of the conversion: names of this package, renamed to the official ones."""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor

LAYER = 'transformer.decoder.layers.'

#: (start of our name below ``head.poseur.``, start of the official one below
#: ``keypoint_head.``); ``#`` stands for a number.
STARTS = {
    'memory.level_embedding': 'transformer.level_embeds',
    'coarse_branch.fc_mu.': 'transformer.fc_coord.linear.',
    'coarse_branch.fc_sigma.': 'transformer.fc_sigma.linear.',
    'keypoint_encoder.class_embedding': 'transformer.pos_embed.weight',
    'keypoint_encoder.projection.': 'transformer.pos_trans.',
    'keypoint_encoder.norm.': 'transformer.pos_trans_norm.',
    'query_decoder.layers.#.self_attention.attention.': f'{LAYER}#.attentions.0.attn.',
    'query_decoder.layers.#.cross_attention.': f'{LAYER}#.attentions.1.',
    'query_decoder.layers.#.ffn.0.': f'{LAYER}#.ffns.0.layers.0.0.',
    'query_decoder.layers.#.ffn.3.': f'{LAYER}#.ffns.0.layers.1.',
    'query_decoder.layers.#.self_attention_norm.': f'{LAYER}#.norms.0.',
    'query_decoder.layers.#.cross_attention_norm.': f'{LAYER}#.norms.1.',
    'query_decoder.layers.#.ffn_norm.': f'{LAYER}#.norms.2.',
    'query_decoder.refinements.#.coord.': 'fc_coord_branches.#.',
    'query_decoder.refinements.#.delta.': 'fc_coord_output_branches.#.',
    'query_decoder.refinements.#.sigma.2.': 'fc_sigma_branches.#.2.linear.',
    'query_decoder.refinements.#.sigma.': 'fc_sigma_branches.#.',
    'coarse_loss.flow.shift_nets.': 'enc_flow.t.',
    'coarse_loss.flow.scale_nets.': 'enc_flow.s.',
    'coarse_loss.flow.mask': 'enc_flow.mask',
    'decoder_loss.flow.shift_nets.': 'dec_flow.t.',
    'decoder_loss.flow.scale_nets.': 'dec_flow.s.',
    'decoder_loss.flow.mask': 'dec_flow.mask',
}
WINDOW = re.compile(r'backbone\.stage\d\..*\.attn\.attn\.(qkv|proj)\.')


def as_official(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename weights as the authors' code names them."""
    official = {}
    for key, value in weights.items():
        window = WINDOW.match(key)
        if window and window[1] == 'qkv':
            parts = zip('qkv', value.chunk(3), strict=True)
            official |= {key.replace('qkv', f'{p}_proj'): part for p, part in parts}
        elif window:
            official[key.replace('attn.proj', 'attn.out_proj')] = value
        elif key.startswith('backbone.stage'):
            official[key.replace('.ffn.', '.mlp.')] = value
        elif 'value_proj_weight' in key:
            official[f'{_head_name(key)}.weight'] = value.flatten(0, 1)
        elif 'value_proj_bias' in key:
            official[f'{_head_name(key)}.weight'] = value
        else:
            official[_head_name(key) if key.startswith('head.') else key] = value
    return official


def _head_name(key: str) -> str:
    name = key.removeprefix('head.poseur.')
    for ours, theirs in STARTS.items():
        match = re.match(re.escape(ours).replace(r'\#', r'(\d+)'), name)
        if match:
            numbers = iter(match.groups())
            start = re.sub('#', lambda _, n=numbers: next(n), theirs)
            return f'keypoint_head.{start}{name[match.end() :]}'
    raise KeyError(key)


def number_all(weights: Mapping[str, Tensor]) -> None:
    """Fill every tensor in place with values that no other tensor has."""
    with torch.no_grad():
        for number, value in enumerate(weights.values()):
            steps = torch.linspace(0, 0.5, value.numel()).reshape(value.shape)
            value.copy_(number + steps)
