"""Parameter names of the checkpoints of PRTR's authors, renamed to this package's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor

from ..errors import CheckpointMismatchError

#: A parameter that no other model of our acquaintance has.
MARKER = 'kpt_embed.layers.0.weight'

LAYER = r'transformer\.(encoder|decoder)\.layers\.(\d+)'
OURS = r'head.transformer.\1.\2'
#: Layers of HRNet's classification net after its branches.
NECK = r'(?:incre_modules|downsamp_modules|final_layer)'

#: (pattern of a whole key, replacement); the first one whose pattern matches applies.
RULES = (
    (rf'backbone\.(?:0\.)?body\.({NECK}\..+)', r'neck.\1'),
    (r'backbone\.(?:0\.)?body\.(.+)', r'backbone.\1'),
    (rf'{LAYER}\.self_attn\.(.+)', rf'{OURS}.self_attention.\3'),
    (rf'{LAYER}\.multihead_attn\.(.+)', rf'{OURS}.cross_attention.\3'),
    (rf'{LAYER}\.linear1\.(.+)', rf'{OURS}.ffn.0.\3'),
    (rf'{LAYER}\.linear2\.(.+)', rf'{OURS}.ffn.3.\3'),
    (rf'{LAYER}\.norm1\.(.+)', rf'{OURS}.self_attention_norm.\3'),
    (
        r'transformer\.encoder\.layers\.(\d+)\.norm2\.(.+)',
        r'head.transformer.encoder.\1.ffn_norm.\2',
    ),
    (
        r'transformer\.decoder\.layers\.(\d+)\.norm2\.(.+)',
        r'head.transformer.decoder.\1.cross_attention_norm.\2',
    ),
    (
        r'transformer\.decoder\.layers\.(\d+)\.norm3\.(.+)',
        r'head.transformer.decoder.\1.ffn_norm.\2',
    ),
    (r'transformer\.decoder\.norm\.(.+)', r'head.transformer.decoder_norm.\1'),
    (r'kpt_embed\.layers\.0\.(.+)', r'head.coord_embed.0.\1'),
    (r'kpt_embed\.layers\.1\.(.+)', r'head.coord_embed.2.\1'),
    (r'kpt_embed\.layers\.2\.(.+)', r'head.coord_embed.4.\1'),
    (r'((?:class_embed|query_embed|input_proj)\..+)', r'head.\1'),
)


def is_prtr(weights: Mapping[str, Tensor]) -> bool:
    """Return whether a state dict is that of a PRTR of its authors."""
    return MARKER in weights


def from_prtr(weights: Mapping[str, Tensor], path: str) -> dict[str, Tensor]:
    """Rename the weights of a two-stage PRTR of its authors.

    Files of their early commits have the backbone below ``backbone.body``, later ones
    below ``backbone.0.body``.

    Args:
        weights: Their state dict.
        path: Its file, for the message.

    Raises:
        CheckpointMismatchError: If a key is not one of such a model.
    """
    names = {key: _rename(key) for key in weights}
    unknown = [key for key, name in names.items() if name is None]
    if unknown:
        raise CheckpointMismatchError(
            f'{path} is not a two-stage PRTR of its authors: {len(unknown)} of its '
            f'{len(weights)} names are unknown, like {", ".join(unknown[:5])}. The '
            'end-to-end variant cannot be converted.'
        )
    return {name: weights[key] for key, name in names.items() if name is not None}


def _rename(key: str) -> str | None:
    for pattern, replacement in RULES:
        match = re.fullmatch(pattern, key)
        if match:
            return match.expand(replacement)
    return None
