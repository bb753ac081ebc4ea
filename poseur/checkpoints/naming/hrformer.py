"""Bring weights under HRFormer's original key names to mmpose's.

So are ImageNet weights of HRFormer's authors named, and the released Poseur models.
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
    """Tell HRFormer's original names by the separate projections of q, k and v.

    Args:
        weights (Mapping[str, Tensor]): Any state dict.
    """
    return any(PROJECTION.fullmatch(key) for key in weights)


def join_projections(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Stack the projections of q, k and v, in this order; keep all other entries.

    Args:
        weights (Mapping[str, Tensor]): A state dict under the original names.

    Returns:
        dict[str, Tensor]: With one ``qkv`` in place of three entries.

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
        weights (Mapping[str, Tensor]): A state dict under the original names.

    Returns:
        dict[str, Tensor]: The weights under mmpose's names. What mmpose has no other
            name for, like a classifier or a table of position biases, stays as it is.

    Raises:
        KeyError: If q, k or v is missing where the others are present.
    """
    return {_rename(key): value for key, value in join_projections(weights).items()}


def _rename(key: str) -> str:
    for pattern, replacement in HRFORMER_RULES:
        key = re.sub(f'^{pattern}$', replacement, key)
    return key
