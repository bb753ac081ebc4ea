"""Parameter names of earlier versions of this package, and their present names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..keys import CONTAINERS, with_new_names

#: Modules of Poseur that belonged to the head itself before version 0.2.
PARTS = (
    'memory',
    'coarse_branch',
    'keypoint_encoder',
    'query_decoder',
    'coarse_loss',
    'decoder_loss',
)
_HEAD = r'(?P<head>.*\b(?:head|keypoint_head)\.)'
_PART = re.compile(rf'{_HEAD}(?:{"|".join(PARTS)})\.')
_DECODER = re.compile(rf'{_HEAD}query_decoder\.')


def upgrade_checkpoint(checkpoint: dict) -> dict:
    """Rename the weights of a checkpoint, averaged ones included.

    Args:
        checkpoint: Checkpoint, changed in place, or bare state dict.

    Returns:
        The checkpoint, or the renamed state dict.
    """
    containers = [
        name
        for name in (*CONTAINERS, 'ema_state_dict')
        if isinstance(checkpoint.get(name), Mapping)
    ]
    for name in containers:
        checkpoint[name] = upgrade_keys(checkpoint[name])
    return checkpoint if containers else upgrade_keys(checkpoint)


def upgrade_keys(weights: dict[str, Any]) -> dict[str, Any]:
    """Rename the keys of a state dict that this package wrote before version 0.2.

    Version 0.2 moved the modules of a Poseur head from ``head`` to ``head.poseur``. A
    head with a query decoder directly below it is therefore an earlier one; heads
    without a query decoder, such as that of RLE in Mask R-CNN, keep their names.

    Args:
        weights: Any state dict.

    Returns:
        The renamed state dict; ``weights`` itself if it has no such head.
    """
    keys = [key for key in weights if isinstance(key, str)]
    heads = {match['head'] for match in map(_DECODER.match, keys) if match}
    if not heads:
        return weights
    names = {key: key for key in weights} | {key: _upgrade(key, heads) for key in keys}
    return with_new_names(weights, names)


def _upgrade(key: str, heads: set[str]) -> str:
    match = _PART.match(key)
    if match is None or match['head'] not in heads:
        return key
    return f'{match["head"]}poseur.{key.removeprefix(match["head"])}'
