"""Parameter names of the checkpoints of PRTR's authors, renamed to this package's."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from .rules import encoder_rules, rename_all

#: A parameter that no other known model has.
MARKER = 'kpt_embed.layers.0.weight'

DECODER = r'transformer\.decoder\.layers\.(\d+)'
OURS = r'head.transformer.decoder.\1'
#: Layers of HRNet's classification net after its branches.
NECK = r'(?:incre_modules|downsamp_modules|final_layer)'

RULES = (
    (rf'backbone\.(?:0\.)?body\.({NECK}\..+)', r'neck.\1'),
    (r'backbone\.(?:0\.)?body\.(.+)', r'backbone.\1'),
    *encoder_rules(r'transformer\.encoder\.layers', 'head.transformer.encoder'),
    (rf'{DECODER}\.self_attn\.(.+)', rf'{OURS}.self_attention.\2'),
    (rf'{DECODER}\.multihead_attn\.(.+)', rf'{OURS}.cross_attention.\2'),
    (rf'{DECODER}\.linear1\.(.+)', rf'{OURS}.ffn.0.\2'),
    (rf'{DECODER}\.linear2\.(.+)', rf'{OURS}.ffn.3.\2'),
    (rf'{DECODER}\.norm1\.(.+)', rf'{OURS}.self_attention_norm.\2'),
    (rf'{DECODER}\.norm2\.(.+)', rf'{OURS}.cross_attention_norm.\2'),
    (rf'{DECODER}\.norm3\.(.+)', rf'{OURS}.ffn_norm.\2'),
    (r'transformer\.decoder\.norm\.(.+)', r'head.transformer.decoder_norm.\1'),
    (r'kpt_embed\.layers\.0\.(.+)', r'head.coord_embed.0.\1'),
    (r'kpt_embed\.layers\.1\.(.+)', r'head.coord_embed.2.\1'),
    (r'kpt_embed\.layers\.2\.(.+)', r'head.coord_embed.4.\1'),
    (r'((?:class_embed|query_embed|input_proj)\..+)', r'head.\1'),
)


def is_prtr(weights: Mapping[str, Tensor]) -> bool:
    """Return whether a state dict is that of a PRTR of its authors."""
    return MARKER in weights


def from_prtr(
    weights: Mapping[str, Tensor], path: str
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Rename the weights of a two-stage PRTR of its authors.

    Files of their early commits have the backbone below ``backbone.body``, later ones
    below ``backbone.0.body``.

    Args:
        weights: Their state dict.
        path: Its file, for the message.

    Returns:
        The renamed weights, and the keys that were left out, none.

    Raises:
        CheckpointMismatchError: If a key is not one of such a model, as in the
            end-to-end variant.
    """
    return rename_all(weights, RULES, 'two-stage PRTR', path), {}
