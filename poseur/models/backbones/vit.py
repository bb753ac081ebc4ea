"""Plain vision transformer of the official ViT-B model."""

from __future__ import annotations

import torch
from mmcv.cnn.bricks import DropPath
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.nn import functional as F


class PatchEmbed(nn.Module):
    """Linear projection of every patch, computed as a convolution.

    Patches do not overlap. ``padding`` shifts them up and left by as many pixels.

    Args:
        embed_dims: Channels of a token.
        patch_size: Height and width of a patch in pixels.
        padding: Zero padding of the image in pixels.
    """

    def __init__(self, embed_dims: int, patch_size: int, padding: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, embed_dims, patch_size, patch_size, padding)

    def forward(self, image: Tensor) -> Tensor:
        """Map images ``[B, 3, H, W]`` to ``[B, C, H/patch_size, W/patch_size]``."""
        return self.proj(image)


class SelfAttention(nn.Module):
    """Multi-head attention among all tokens.

    Args:
        embed_dims: Channels of a token.
        num_heads: Number of heads.
        qkv_bias: Whether queries, keys and values have a bias.
        scale: Factor on the products of queries and keys; None for the inverse square
            root of a head's channels.
    """

    def __init__(
        self,
        embed_dims: int,
        num_heads: int,
        qkv_bias: bool = True,
        scale: float | None = None,
    ) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.scale = scale
        self.qkv = nn.Linear(embed_dims, 3 * embed_dims, qkv_bias)
        self.proj = nn.Linear(embed_dims, embed_dims)

    def forward(self, tokens: Tensor) -> Tensor:
        """Attend among tokens ``[B, P, C]``."""
        heads = self.qkv(tokens).unflatten(-1, (3, self.num_heads, -1))
        query, key, value = heads.permute(2, 0, 3, 1, 4)  # [B, M, P, C/M] each
        mixed = F.scaled_dot_product_attention(query, key, value, scale=self.scale)
        return self.proj(mixed.transpose(1, 2).flatten(2))


class MLP(nn.Module):
    """Two linear layers with a GELU in between.

    Args:
        embed_dims: Channels of a token.
        hidden_dims: Channels between the two layers.
    """

    def __init__(self, embed_dims: int, hidden_dims: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(embed_dims, hidden_dims)
        self.fc2 = nn.Linear(hidden_dims, embed_dims)

    def forward(self, tokens: Tensor) -> Tensor:
        """Transform each token of ``[B, P, C]``."""
        return self.fc2(F.gelu(self.fc1(tokens)))


class Block(nn.Module):
    """Pre-norm attention and MLP, each with a residual connection.

    Args:
        embed_dims: Channels of a token.
        num_heads: Attention heads.
        mlp_ratio: Hidden channels of the MLP as a multiple of ``embed_dims``.
        drop_path: Probability that an image skips a residual branch in training.
    """

    def __init__(
        self, embed_dims: int, num_heads: int, mlp_ratio: int, drop_path: float
    ) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(embed_dims, eps=1e-6)
        self.attn = SelfAttention(embed_dims, num_heads)
        self.norm2 = nn.LayerNorm(embed_dims, eps=1e-6)
        self.mlp = MLP(embed_dims, mlp_ratio * embed_dims)
        self.drop_path = DropPath(drop_path)

    def forward(self, tokens: Tensor) -> Tensor:
        """Update tokens ``[B, P, C]``."""
        tokens = tokens + self.drop_path(self.attn(self.norm1(tokens)))
        return tokens + self.drop_path(self.mlp(self.norm2(tokens)))


@MODELS.register_module()
class ViT(BaseModule):
    """Plain vision transformer with a single output map, as in ViTPose.

    The position embedding has a row for a class token, which this model does not have.
    As in the official weights' training, that row is added to every patch.

    Args:
        img_size: Width and height of the crops in pixels.
        patch_size: Height and width of a patch in pixels.
        padding: Zero padding of the image in pixels.
        embed_dims: Channels of a token.
        num_layers: Number of blocks.
        num_heads: Attention heads of a block.
        mlp_ratio: Hidden channels of the MLPs as a multiple of ``embed_dims``.
        drop_path_rate: Drop path probability of the last block. The probability rises
            linearly from 0 in the first block.
        init_cfg: Initial weights, as for every mmengine module.
    """

    def __init__(
        self,
        img_size: tuple[int, int] = (192, 256),
        patch_size: int = 16,
        padding: int = 2,
        embed_dims: int = 768,
        num_layers: int = 12,
        num_heads: int = 12,
        mlp_ratio: int = 4,
        drop_path_rate: float = 0.0,
        init_cfg: dict | list[dict] | None = None,
    ) -> None:
        super().__init__(init_cfg)
        width, height = img_size
        self.grid = (height // patch_size, width // patch_size)
        num_patches = self.grid[0] * self.grid[1]
        self.patch_embed = PatchEmbed(embed_dims, patch_size, padding)
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + num_patches, embed_dims))
        rates = [drop_path_rate * i / max(1, num_layers - 1) for i in range(num_layers)]
        self.blocks = nn.Sequential(
            *(Block(embed_dims, num_heads, mlp_ratio, rate) for rate in rates)
        )
        self.last_norm = nn.LayerNorm(embed_dims, eps=1e-6)
        self._init_small_weights()

    def _init_small_weights(self) -> None:
        for module in self.blocks.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                nn.init.zeros_(module.bias)
        nn.init.trunc_normal_(self.pos_embed, std=0.02)

    def forward(self, image: Tensor) -> tuple[Tensor]:
        """Encode crops ``[B, 3, H, W]`` as one map ``[B, C, H/16, W/16]``.

        Raises:
            ValueError: If the crops are not of size ``img_size``.
        """
        patches = self.patch_embed(image)
        if patches.shape[2:] != self.grid:
            raise ValueError(
                f'crops of width {image.shape[3]} and height {image.shape[2]} give '
                f'{tuple(patches.shape[2:])} patches, but ViT has position embeddings '
                f'for {self.grid}; set model.backbone.img_size to the input_size of '
                'the codec'
            )
        position = self.pos_embed[:, 1:] + self.pos_embed[:, :1]
        tokens = patches.flatten(2).transpose(1, 2) + position  # [B, P, C]
        tokens = self.last_norm(self.blocks(tokens))
        return (tokens.transpose(1, 2).unflatten(2, self.grid),)
