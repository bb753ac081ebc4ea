"""Parameter names of the official Poseur checkpoints, renamed to this package's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor

from ..errors import CheckpointMismatchError
from .hrformer import HRFORMER_RULES, join_projections

#: Suffixes of official keys that the models here do not need, and the reason.
UNUSED = {
    '.attn.attn.relative_position_index': 'addresses of a table of relative position '
    'biases, which the official HRFormers do not have',
}

#: (pattern of a whole key, replacement) of the feature extractor.
FEATURE_RULES = (*HRFORMER_RULES, (r'(backbone|neck)\.(.+)', r'\1.\2'))

LAYER = r'transformer\.decoder\.layers\.(\d+)'

#: (pattern of a whole key, replacement) below ``keypoint_head.`` there and ``HEAD``
#: here.
HEAD = 'head.poseur.'
HEAD_RULES = (
    (r'transformer\.level_embeds', r'memory.level_embedding'),
    (r'transformer\.fc_coord\.linear\.(.+)', r'coarse_branch.fc_mu.\1'),
    (r'transformer\.fc_sigma\.linear\.(.+)', r'coarse_branch.fc_sigma.\1'),
    (r'transformer\.pos_embed\.weight', r'keypoint_encoder.class_embedding'),
    (r'transformer\.pos_trans\.(.+)', r'keypoint_encoder.projection.\1'),
    (r'transformer\.pos_trans_norm\.(.+)', r'keypoint_encoder.norm.\1'),
    (
        rf'{LAYER}\.attentions\.0\.attn\.(.+)',
        r'query_decoder.layers.\1.self_attention.attention.\2',
    ),
    (
        rf'{LAYER}\.attentions\.1\.(value_proj_\w+)\.weight',
        r'query_decoder.layers.\1.cross_attention.\2',
    ),
    (rf'{LAYER}\.attentions\.1\.(.+)', r'query_decoder.layers.\1.cross_attention.\2'),
    (rf'{LAYER}\.ffns\.0\.layers\.0\.0\.(.+)', r'query_decoder.layers.\1.ffn.0.\2'),
    (rf'{LAYER}\.ffns\.0\.layers\.1\.(.+)', r'query_decoder.layers.\1.ffn.3.\2'),
    (rf'{LAYER}\.norms\.0\.(.+)', r'query_decoder.layers.\1.self_attention_norm.\2'),
    (rf'{LAYER}\.norms\.1\.(.+)', r'query_decoder.layers.\1.cross_attention_norm.\2'),
    (rf'{LAYER}\.norms\.2\.(.+)', r'query_decoder.layers.\1.ffn_norm.\2'),
    (r'fc_coord_branches\.(\d+)\.(.+)', r'query_decoder.refinements.\1.coord.\2'),
    (
        r'fc_coord_output_branches\.(\d+)\.(.+)',
        r'query_decoder.refinements.\1.delta.\2',
    ),
    (
        r'fc_sigma_branches\.(\d+)\.2\.linear\.(.+)',
        r'query_decoder.refinements.\1.sigma.2.\2',
    ),
    (r'fc_sigma_branches\.(\d+)\.(.+)', r'query_decoder.refinements.\1.sigma.\2'),
    (r'enc_flow\.mask', r'coarse_loss.flow.mask'),
    (r'enc_flow\.t\.(.+)', r'coarse_loss.flow.shift_nets.\1'),
    (r'enc_flow\.s\.(.+)', r'coarse_loss.flow.scale_nets.\1'),
    (r'dec_flow\.mask', r'decoder_loss.flow.mask'),
    (r'dec_flow\.t\.(.+)', r'decoder_loss.flow.shift_nets.\1'),
    (r'dec_flow\.s\.(.+)', r'decoder_loss.flow.scale_nets.\1'),
)

#: All rules with full names; the first one whose pattern matches applies.
RULES = (
    *FEATURE_RULES,
    *((pattern, HEAD + replacement) for pattern, replacement in HEAD_RULES),
)


def from_official(
    weights: Mapping[str, Tensor], path: str
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Rename the weights of an official Poseur checkpoint (mmpose 0.x).

    Args:
        weights: The official state dict.
        path: Its file, for the message.

    Returns:
        The renamed weights, and the keys that were left out with the reason for each.

    Raises:
        CheckpointMismatchError: If a key is not one of an official Poseur, or a key
            that belongs to others is missing.
    """
    unused = unused_keys(weights)
    unknown = [key for key in weights if key not in unused and not is_official(key)]
    if unknown:
        raise CheckpointMismatchError(
            f'{path} is not an official Poseur checkpoint: {len(unknown)} of its '
            f'{len(weights)} names are unknown, like {", ".join(unknown[:5])}. Use '
            '--from plain for names like backbone.* and head.* and for a backbone '
            'alone, --prefix for names behind a prefix.'
        )
    try:
        return convert_state_dict(weights), unused
    except KeyError as error:
        raise CheckpointMismatchError(
            f'{path} is not complete: {error.args[0]}. Copy it again.'
        ) from None


def is_official(key: str) -> bool:
    """Return whether a key is a parameter name of an official Poseur."""
    try:
        convert_key(key)
    except KeyError:
        return False
    return True


def convert_key(key: str) -> str:
    """Translate one official parameter name.

    Raises:
        KeyError: If no rule matches the name.
    """
    bare = key.removeprefix('keypoint_head.')
    for pattern, replacement in RULES:
        match = re.fullmatch(pattern, bare)
        if match:
            return match.expand(replacement)
    raise KeyError(
        f'{key!r} is not a parameter of an official Poseur; is this the state dict of '
        'another model?'
    )


def unused_keys(official: Mapping[str, Tensor]) -> dict[str, str]:
    """Return the keys that are left out of a conversion, with the reason for each."""
    return {
        key: reason
        for key in official
        for suffix, reason in UNUSED.items()
        if key.endswith(suffix)
    }


def convert_state_dict(official: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Translate an official state dict; values share memory where possible.

    The official code stores EMSDA's value projection as one ``[M*C, C/M]`` matrix; here
    it is ``[M, C, C/M]``. HRFormer's projections of q, k and v are stacked, and
    :func:`unused_keys` are left out.

    Raises:
        KeyError: If a name is unknown, or one of q, k and v is missing.
    """
    unused = unused_keys(official)
    used = {key: value for key, value in official.items() if key not in unused}
    converted = {}
    for key, value in join_projections(used).items():
        if key.endswith('value_proj_weight.weight'):
            bias = official[key.replace('value_proj_weight', 'value_proj_bias')]
            value = value.unflatten(0, (len(bias), -1))
        converted[convert_key(key)] = value
    return converted
