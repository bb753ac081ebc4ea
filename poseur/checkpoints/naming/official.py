"""Names of the released weights -> names of this package."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor

from .hrformer import HRFORMER_RULES, join_projections

FLOW_PART = {'t': 'shift_nets', 's': 'scale_nets'}
NORM = ('self_attention_norm', 'cross_attention_norm', 'ffn_norm')

#: Ends of released keys that no model here has a place for, and why.
UNUSED = {
    '.attn.attn.relative_position_index': 'addresses of a table of relative position '
    'biases, which the released HRFormers do not have',
}

#: (pattern, replacement) pairs; the first pattern that matches a whole key applies.
RULES: tuple[tuple[str, str], ...] = (
    *HRFORMER_RULES,
    (r'(backbone|neck)\.(.+)', r'\1.\2'),
    (r'transformer\.level_embeds', r'head.poseur.memory.level_embedding'),
    (r'transformer\.fc_coord\.linear\.(.+)', r'head.poseur.coarse_branch.fc_mu.\1'),
    (r'transformer\.fc_sigma\.linear\.(.+)', r'head.poseur.coarse_branch.fc_sigma.\1'),
    (
        r'transformer\.pos_embed\.weight',
        r'head.poseur.keypoint_encoder.class_embedding',
    ),
    (r'transformer\.pos_trans\.(.+)', r'head.poseur.keypoint_encoder.projection.\1'),
    (r'transformer\.pos_trans_norm\.(.+)', r'head.poseur.keypoint_encoder.norm.\1'),
    (
        r'transformer\.decoder\.layers\.(\d+)\.attentions\.0\.attn\.(.+)',
        r'head.poseur.query_decoder.layers.\1.self_attention.attention.\2',
    ),
    (
        r'transformer\.decoder\.layers\.(\d+)\.attentions\.1\.(value_proj_\w+)\.weight',
        r'head.poseur.query_decoder.layers.\1.cross_attention.\2',
    ),
    (
        r'transformer\.decoder\.layers\.(\d+)\.attentions\.1\.(.+)',
        r'head.poseur.query_decoder.layers.\1.cross_attention.\2',
    ),
    (
        r'transformer\.decoder\.layers\.(\d+)\.ffns\.0\.layers\.0\.0\.(.+)',
        r'head.poseur.query_decoder.layers.\1.ffn.0.\2',
    ),
    (
        r'transformer\.decoder\.layers\.(\d+)\.ffns\.0\.layers\.1\.(.+)',
        r'head.poseur.query_decoder.layers.\1.ffn.3.\2',
    ),
    *(
        (
            rf'transformer\.decoder\.layers\.(\d+)\.norms\.{index}\.(.+)',
            rf'head.poseur.query_decoder.layers.\1.{name}.\2',
        )
        for index, name in enumerate(NORM)
    ),
    (
        r'fc_coord_branches\.(\d+)\.(.+)',
        r'head.poseur.query_decoder.refinements.\1.coord.\2',
    ),
    (
        r'fc_coord_output_branches\.(\d+)\.(.+)',
        r'head.poseur.query_decoder.refinements.\1.delta.\2',
    ),
    (
        r'fc_sigma_branches\.(\d+)\.2\.linear\.(.+)',
        r'head.poseur.query_decoder.refinements.\1.sigma.2.\2',
    ),
    (
        r'fc_sigma_branches\.(\d+)\.(.+)',
        r'head.poseur.query_decoder.refinements.\1.sigma.\2',
    ),
    (r'enc_flow\.mask', r'head.poseur.coarse_loss.flow.mask'),
    (r'dec_flow\.mask', r'head.poseur.decoder_loss.flow.mask'),
    *(
        (
            rf'{released}_flow\.{part}\.(.+)',
            rf'head.poseur.{loss}_loss.flow.{nets}.\1',
        )
        for released, loss in (('enc', 'coarse'), ('dec', 'decoder'))
        for part, nets in FLOW_PART.items()
    ),
)


def convert_key(key: str) -> str:
    """Translate one released parameter name.

    Raises:
        KeyError: If no rule knows the name.
    """
    bare = key.removeprefix('keypoint_head.')
    for pattern, replacement in RULES:
        match = re.fullmatch(pattern, bare)
        if match:
            return match.expand(replacement)
    raise KeyError(
        f'{key!r} is no parameter of a released Poseur; is this the state dict of '
        'another model?'
    )


def unused_keys(released: Mapping[str, Tensor]) -> dict[str, str]:
    """Keys of a released state dict that are left out, with the reason for each."""
    return {
        key: reason
        for key in released
        for end, reason in UNUSED.items()
        if key.endswith(end)
    }


def convert_state_dict(released: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Translate a released state dict; values are shared where they can be.

    The release stores EMSDA's value projection as one ``[M*C, C/M]`` matrix; here it is
    ``[M, C, C/M]``. HRFormer's projections of q, k and v are stacked, and
    :func:`unused_keys` are left out.

    Raises:
        KeyError: If a name is unknown, or one of q, k and v is missing.
    """
    unused = unused_keys(released)
    used = {key: value for key, value in released.items() if key not in unused}
    converted = {}
    for key, value in join_projections(used).items():
        if key.endswith('value_proj_weight.weight'):
            bias = released[key.replace('value_proj_weight', 'value_proj_bias')]
            value = value.unflatten(0, (len(bias), -1))
        converted[convert_key(key)] = value
    return converted
