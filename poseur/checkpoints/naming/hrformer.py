"""Parameter names of the HRFormer authors, renamed to mmpose's.

Their ImageNet weights and the official Poseur checkpoints use these names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor

BLOCK = r'stage\d\.\d+\.branches\.\d+\.\d+'
PROJECTION = re.compile(rf'(.*{BLOCK}\.attn\.attn)\.[qkv]_proj\.(weight|bias)')

#: (pattern of a whole key, replacement); q, k and v share one name.
HRFORMER_RULES: tuple[tuple[str, str], ...] = (
    (PROJECTION.pattern, r'\1.qkv.\2'),
    (rf'(.*{BLOCK}\.attn\.attn)\.out_proj\.(.+)', r'\1.proj.\2'),
    (rf'(.*{BLOCK})\.mlp\.(.+)', r'\1.ffn.\2'),
)


def is_original_hrformer(weights: Mapping[str, Tensor]) -> bool:
    """Return whether a state dict has separate projections of q, k and v."""
    return any(PROJECTION.fullmatch(key) for key in weights)


def join_projections(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Stack the projections of q, k and v in this order; keep all other entries.

    Args:
        weights: State dict with the original names.

    Returns:
        The state dict with one ``qkv`` in place of three entries.

    Raises:
        KeyError: If one of the three is missing.
    """
    joined = {}
    for key, value in weights.items():
        match = PROJECTION.fullmatch(key)
        if match is None:
            joined[key] = value
            continue
        attention, kind = match.groups()
        names = [f'{attention}.{part}_proj.{kind}' for part in 'qkv']
        missing = [name for name in names if name not in weights]
        if missing:
            raise KeyError(
                f'{key} is there but {missing[0]} is not; is the file complete?'
            )
        joined[f'{attention}.qkv.{kind}'] = torch.cat([weights[n] for n in names])
    return joined


def convert_hrformer(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename the keys of an HRFormer and stack its q, k and v.

    Args:
        weights: State dict with the original names.

    Returns:
        The weights with mmpose's names. Keys without a counterpart in mmpose, such as
        a classifier or a table of position biases, keep their names.

    Raises:
        KeyError: If one or two of q, k and v are missing.
    """
    return {_rename(key): value for key, value in join_projections(weights).items()}


def _rename(key: str) -> str:
    for pattern, replacement in HRFORMER_RULES:
        key = re.sub(f'^{pattern}$', replacement, key)
    return key
