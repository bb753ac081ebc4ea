"""Parameter names of the official TokenPose, renamed to this package's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor

from .fixed_position import describe_position
from .rules import SHORT_HRNET, rename_all

TOKEN = 'keypoint_token'
POSITION = 'pos_embedding'

#: Prefixes of TokenPose-S, and of TokenPose-B and L, whose backbone has one of its own.
PREFIX = re.compile(r'^(?:features|pre_feature|transformer)\.')

#: Names of the parts of a layer there and here.
PARTS = {
    '0.fn.norm': 'norm1',
    '0.fn.fn.to_qkv': 'attn.qkv',
    '0.fn.fn.to_out.0': 'attn.proj',
    '1.fn.norm': 'norm2',
    '1.fn.fn.net.0': 'mlp.fc1',
    '1.fn.fn.net.3': 'mlp.fc2',
}
#: Names of the stacks of layers there, and their numbers here.
STACKS = {'transformer': 0, 'transformer1': 0, 'transformer2': 1, 'transformer3': 2}

RULES = (
    (SHORT_HRNET, r'backbone.\1.\2'),
    (TOKEN, f'head.{TOKEN}'),
    (r'patch_to_embedding\.(.+)', r'head.patches.proj.\1'),
    (r'mlp_head\.(.+)', r'head.to_heatmap.\1'),
    *(
        (
            rf'{name}\.layers\.(\d+)\.{re.escape(part)}\.(.+)',
            rf'head.stacks.{stack}.\1.{new}.\2',
        )
        for name, stack in STACKS.items()
        for part, new in PARTS.items()
    ),
)


def is_tokenpose(weights: Mapping[str, Tensor]) -> bool:
    """Return whether a state dict has the names of an official TokenPose."""
    return any(key.endswith(f'.{TOKEN}') for key in weights)


def from_tokenpose(
    weights: Mapping[str, Tensor], path: str
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Rename the weights of an official TokenPose-S, B or L.

    Args:
        weights: The official state dict.
        path: Its file, for the message.

    Returns:
        The renamed weights, and the keys that were left out with the reason for each.

    Raises:
        CheckpointMismatchError: If a name is unknown, or the position map is not the
            fixed one.
    """
    unused = {
        key: describe_position(weights[key], key, path)
        for key in weights
        if key.endswith(f'.{POSITION}')
    }
    bare = {
        PREFIX.sub('', key, count=1): value
        for key, value in weights.items()
        if key not in unused
    }
    renamed = rename_all(bare, RULES, 'TokenPose', path)
    tokens = f'head.{TOKEN}'
    return renamed | {tokens: renamed[tokens][0]}, unused
