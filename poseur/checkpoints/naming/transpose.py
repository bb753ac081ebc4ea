"""Parameter names of the official TransPose-H, renamed to this package's."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from .fixed_position import describe_position
from .rules import SHORT_HRNET, encoder_rules, rename_all

POSITION = 'pos_embedding'
ENCODER = 'global_encoder.layers.'

RULES = (
    (SHORT_HRNET, r'backbone.\1.\2'),
    *encoder_rules(r'global_encoder\.layers', 'head.encoder'),
    (r'(reduce|final_layer)\.(.+)', r'head.\1.\2'),
)


def is_transpose(weights: Mapping[str, Tensor]) -> bool:
    """Return whether a state dict has the names of an official TransPose."""
    return any(key.startswith(ENCODER) for key in weights)


def from_transpose(
    weights: Mapping[str, Tensor], path: str
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Rename the weights of an official TransPose-H.

    Args:
        weights: The official state dict.
        path: Its file, for the message.

    Returns:
        The renamed weights, and the keys that were left out with the reason for each.

    Raises:
        CheckpointMismatchError: If a name is unknown, as those of TransPose-R, or the
            position map is not the fixed one.
    """
    unused = {
        key: describe_position(weights[key], key, path)
        for key in (POSITION,)
        if key in weights
    }
    used = {key: value for key, value in weights.items() if key not in unused}
    return rename_all(used, RULES, 'TransPose-H', path), unused
