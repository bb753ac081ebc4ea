"""Renaming by a list of rules, for the models of other authors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from torch import Tensor

from ..errors import CheckpointMismatchError

#: (pattern of a whole key, replacement); the first one that matches applies.
Rules = Sequence[tuple[str, str]]

#: Names of HRNet's weights to the third stage, the same there and here.
SHORT_HRNET = r'((?:conv|bn)[12]|layer1|transition[12]|stage[23])\.(.+)'


def encoder_rules(theirs: str, ours: str) -> Rules:
    """Return the rules of layers like those of DETR's encoder.

    Args:
        theirs: Pattern of their names before the number of a layer.
        ours: Name here before the number.
    """
    parts = {
        r'self_attn\.': 'self_attention.',
        r'linear1\.': 'ffn.0.',
        r'linear2\.': 'ffn.3.',
        r'norm1\.': 'self_attention_norm.',
        r'norm2\.': 'ffn_norm.',
    }
    return tuple(
        (rf'{theirs}\.(\d+)\.{part}(.+)', rf'{ours}.\1.{name}\2')
        for part, name in parts.items()
    )


def rename_all(
    weights: Mapping[str, Tensor], rules: Rules, method: str, path: str
) -> dict[str, Tensor]:
    """Rename every weight.

    Args:
        weights: State dict.
        rules: Patterns and replacements.
        method: Name of the method, for the message.
        path: File of the weights, for the message.

    Raises:
        CheckpointMismatchError: If no rule fits a name.
    """
    names = {key: _new_name(key, rules) for key in weights}
    unknown = [key for key, name in names.items() if name is None]
    if unknown:
        raise CheckpointMismatchError(
            f'{path} looks like a {method}, but {len(unknown)} of its {len(weights)} '
            f'names are unknown, like {", ".join(unknown[:5])}. Give the state dict '
            f'of a {method} as its authors save it.'
        )
    return {str(names[key]): value for key, value in weights.items()}


def _new_name(key: str, rules: Rules) -> str | None:
    for pattern, replacement in rules:
        match = re.fullmatch(pattern, key)
        if match:
            return match.expand(replacement)
    return None
