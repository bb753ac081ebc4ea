"""TokenPose: keypoints as learned tokens beside those of the image (Li et al. 2021).

https://arxiv.org/abs/2104.03516
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from mmpose.models.heads import HeatmapHead
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.nn import functional as F

from ..backbones.vit import MLP, SelfAttention
from .patches import PatchTokens
from .position_map import token_positions


class TokenLayer(nn.Module):
    """Pre-norm attention among all tokens and MLP, each with a residual connection.

    Args:
        embed_dims: Channels ``C`` of a token.
        num_heads: Attention heads.
        ffn_channels: Hidden channels of the MLP.
        scale: Factor on the products of queries and keys; None for the inverse square
            root of a head's channels.
    """

    def __init__(
        self,
        embed_dims: int,
        num_heads: int,
        ffn_channels: int,
        scale: float | None = None,
    ) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(embed_dims)
        self.attn = SelfAttention(embed_dims, num_heads, qkv_bias=False, scale=scale)
        self.norm2 = nn.LayerNorm(embed_dims)
        self.mlp = MLP(embed_dims, ffn_channels)

    def forward(self, tokens: Tensor) -> Tensor:
        """Update tokens ``[B, T, C]``."""
        tokens = tokens + self.attn(self.norm1(tokens))
        return tokens + self.mlp(self.norm2(tokens))


class TokenStack(nn.ModuleList):
    """Layers that add the positions again, each but the first of a stack."""

    def forward(self, tokens: Tensor, position: Tensor) -> Tensor:
        """Update tokens ``[B, T, C]`` at positions ``[T, C]``."""
        for index, layer in enumerate(self):
            tokens = layer(tokens + position if index else tokens)
        return tokens


@MODELS.register_module()
class TokenPoseHead(HeatmapHead):
    """Heatmaps from keypoint tokens that attend to each other and to image patches.

    The defaults are those of TokenPose-B. Loss, flip test and decoding are those of
    mmpose's ``HeatmapHead``.

    Args:
        in_channels: Channels of the map, the last one of the backbone or neck.
        out_channels: Number of keypoints ``K``.
        patch_size: Height and width of a patch in pixels of the map.
        heatmap_size: Width and height of the heatmaps.
        embed_dims: Channels ``C`` of a token, a multiple of 4.
        num_stacks: Stacks of layers, one after the other. The keypoint tokens after
            each of them are joined for the heatmaps, as in TokenPose-L.
        num_layers: Layers of a stack.
        num_heads: Attention heads.
        ffn_channels: Hidden channels of the MLPs.
        hidden_channels: Channels between the two linear layers that make a heatmap of a
            token; None for a single layer, as in TokenPose-L.
        scale_by_head: Whether to divide the products of queries and keys by the square
            root of a head's channels. TokenPose-S divides by that of all channels.
        **kwargs: ``loss``, ``decoder`` and ``init_cfg`` of ``HeatmapHead``.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        patch_size: tuple[int, int],
        heatmap_size: tuple[int, int],
        *,
        embed_dims: int = 192,
        num_stacks: int = 1,
        num_layers: int = 12,
        num_heads: int = 8,
        ffn_channels: int = 576,
        hidden_channels: int | None = 384,
        scale_by_head: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            in_channels,
            out_channels,
            deconv_out_channels=None,
            final_layer=None,
            **kwargs,
        )
        self.heatmap_size = tuple(heatmap_size)
        self.patches = PatchTokens(in_channels, embed_dims, patch_size)
        self.keypoint_token = nn.Parameter(torch.zeros(out_channels, embed_dims))
        scale = None if scale_by_head else embed_dims**-0.5
        self.stacks = nn.ModuleList(
            TokenStack(
                TokenLayer(embed_dims, num_heads, ffn_channels, scale)
                for _ in range(num_layers)
            )
            for _ in range(num_stacks)
        )
        self.to_heatmap = heatmap_layers(
            num_stacks * embed_dims,
            hidden_channels,
            self.heatmap_size[0] * self.heatmap_size[1],
        )
        self._init_small_weights()

    def _init_small_weights(self) -> None:
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.trunc_normal_(self.keypoint_token, std=0.02)

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """Map features ``[..., [B, C', H', W']]`` to heatmaps ``[B, K, H, W]``.

        Raises:
            ValueError: If patches do not divide the map.
        """
        patches, (rows, columns) = self.patches(feats[-1])
        number, embed_dims = self.keypoint_token.shape
        visual = token_positions(rows, columns, embed_dims, like=patches)
        position = F.pad(visual, (0, 0, number, 0))  # keypoint tokens have none
        # Not expanded to len(patches), which tracing turns into a constant.
        keypoints = torch.zeros_like(patches[:, :1]) + self.keypoint_token  # [B, K, C]
        tokens = torch.cat([keypoints.to(patches.dtype), patches], dim=1) + position
        outputs = []
        for stack in self.stacks:
            tokens = stack(tokens, position)
            outputs.append(tokens[:, :number])
        heatmaps = self.to_heatmap(torch.cat(outputs, dim=-1))  # [B, K, H*W]
        return heatmaps.reshape(-1, number, *self.heatmap_size[::-1])


def heatmap_layers(
    in_channels: int, hidden_channels: int | None, out_channels: int
) -> nn.Sequential:
    """Return one or two linear layers with a norm before each of them."""
    widths = [in_channels, hidden_channels or out_channels]
    widths += [out_channels] if hidden_channels else []
    layers: list[nn.Module] = []
    for fan_in, fan_out in zip(widths[:-1], widths[1:], strict=True):
        layers += [nn.LayerNorm(fan_in), nn.Linear(fan_in, fan_out)]
    return nn.Sequential(*layers)
