"""Parameter names of earlier versions of this package, and what they are called now."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar('T')

#: Parts of a Poseur head that belonged to the head itself before version 0.2.
PARTS = (
    'memory',
    'coarse_branch',
    'keypoint_encoder',
    'query_decoder',
    'coarse_loss',
    'decoder_loss',
)
_PART = re.compile(rf'(?P<head>.*\b(?:head|keypoint_head)\.)(?:{"|".join(PARTS)})\.')
_DECODER = re.compile(r'(?P<head>.*\b(?:head|keypoint_head)\.)query_decoder\.')


def upgrade_checkpoint(checkpoint: dict) -> dict:
    """Bring all weights of a checkpoint, averaged ones included, to today's names.

    Args:
        checkpoint: A checkpoint, or the weights alone.
    """
    if 'state_dict' not in checkpoint:
        return upgrade_keys(checkpoint)
    for name in ('state_dict', 'ema_state_dict'):
        weights = checkpoint.get(name)
        if isinstance(weights, Mapping):
            upgraded = OrderedDict(upgrade_keys(weights))
            upgraded._metadata = getattr(weights, '_metadata', OrderedDict())
            checkpoint[name] = upgraded
    return checkpoint


def upgrade_keys(weights: Mapping[str, T]) -> dict[str, T]:
    """Bring the weights of a checkpoint to today's names.

    Version 0.2 put the parts of a Poseur head into ``head.poseur``. Heads without a
    query decoder, such as RLE's in Mask R-CNN, keep their names.

    Args:
        weights: Any state dict; other models are not changed.
    """
    heads = set(_heads(weights))
    return {_upgrade(key, heads): value for key, value in weights.items()}


def _heads(keys: Iterable[str]) -> Iterable[str]:
    return (match['head'] for match in map(_DECODER.match, keys) if match)


def _upgrade(key: str, heads: set[str]) -> str:
    match = _PART.match(key)
    if match is None or match['head'] not in heads:
        return key
    return f'{match["head"]}poseur.{key.removeprefix(match["head"])}'
