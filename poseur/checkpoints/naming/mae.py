"""Fit MAE's pretrained ViT to crops of another shape."""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt

import torch
from torch import Tensor
from torch.nn import functional as F


def is_mae_vit(weights: Mapping[str, Tensor]) -> bool:
    """Tell MAE's ViT by its keys.

    Args:
        weights (Mapping[str, Tensor]): Any state dict.
    """
    return {'cls_token', 'pos_embed', 'blocks.0.attn.qkv.weight'} <= weights.keys()


def convert_mae_vit(
    weights: Mapping[str, Tensor], grid: tuple[int, int]
) -> dict[str, Tensor]:
    """Resize the position embeddings; the names are those of poseur's ViT already.

    The square map of position embeddings is interpolated bicubically; the one of the
    class token, which poseur's ViT adds to every patch, is kept.

    Args:
        weights (Mapping[str, Tensor]): MAE's state dict.
        grid (tuple[int, int]): Rows and columns of patches of the new crops.

    Returns:
        dict[str, Tensor]: The weights, with ``pos_embed`` ``[1, 1 + rows * columns,
            C]``.

    Raises:
        ValueError: If the position embeddings are not those of a class token and a
            square image.
    """
    embedding = weights['pos_embed']
    num_patches = embedding.shape[1] - 1
    side = isqrt(num_patches)
    if side * side != num_patches:
        raise ValueError(
            f'pos_embed has {num_patches} rows beside that of the class token, which '
            "is no square; use MAE's weights for square images, e.g. "
            'mae_pretrain_vit_base.pth'
        )
    square = embedding[:, 1:].transpose(1, 2).unflatten(2, (side, side))
    resized = F.interpolate(square, size=grid, mode='bicubic', align_corners=False)
    patches = resized.flatten(2).transpose(1, 2)
    return dict(weights) | dict(pos_embed=torch.cat([embedding[:, :1], patches], dim=1))
