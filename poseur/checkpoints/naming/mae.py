"""Pretrained ViT of MAE, adapted to crops of another shape."""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt

import torch
from torch import Tensor
from torch.nn import functional as F


def is_mae_vit(weights: Mapping[str, Tensor]) -> bool:
    """Return whether a state dict is that of MAE's ViT."""
    return {'cls_token', 'pos_embed', 'blocks.0.attn.qkv.weight'} <= weights.keys()


def convert_mae_vit(
    weights: Mapping[str, Tensor], grid: tuple[int, int]
) -> dict[str, Tensor]:
    """Resize the position embeddings; poseur's ViT already uses MAE's names.

    The square map of position embeddings is interpolated bicubically. The embedding of
    the class token, which poseur's ViT adds to every patch, is kept.

    Args:
        weights: MAE's state dict.
        grid: Rows and columns of patches of the new crops.

    Returns:
        The weights, with ``pos_embed`` ``[1, 1 + rows * columns, C]``.

    Raises:
        ValueError: If the position embeddings are not those of a class token and a
            square image.
    """
    embedding = weights['pos_embed']
    num_patches = embedding.shape[1] - 1
    side = isqrt(num_patches)
    if side * side != num_patches:
        raise ValueError(
            f'pos_embed has {num_patches} rows after that of the class token, which is '
            "not a square number. Use MAE's weights for square images, e.g. "
            'mae_pretrain_vit_base.pth.'
        )
    square = embedding[:, 1:].transpose(1, 2).unflatten(2, (side, side))
    resized = F.interpolate(square, size=grid, mode='bicubic', align_corners=False)
    patches = resized.flatten(2).transpose(1, 2)
    return dict(weights) | dict(pos_embed=torch.cat([embedding[:, :1], patches], dim=1))
