"""TransPose: a Transformer encoder on all pixels of a feature map (Yang et al. 2021).

https://arxiv.org/abs/2012.14214
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mmpose.models.heads import HeatmapHead
from mmpose.registry import MODELS
from torch import Tensor, nn

from .detr_transformer import EncoderLayer
from .position_map import token_positions


@MODELS.register_module()
class TransPoseHead(HeatmapHead):
    """Heatmaps of a Transformer encoder whose tokens are the pixels of a map.

    The map is reduced to ``embed_dims`` channels, encoded, and turned into heatmaps of
    its own size by a 1x1 convolution. The defaults are those of TransPose-H-A6. Loss,
    flip test and decoding are those of mmpose's ``HeatmapHead``.

    Args:
        in_channels: Channels of the map, the last one of the backbone or neck.
        out_channels: Number of keypoints ``K``.
        embed_dims: Channels ``C`` of a token, a multiple of 4.
        num_layers: Encoder layers.
        num_heads: Attention heads.
        ffn_channels: Hidden channels of the feed-forward networks.
        dropout: Dropout probability of the encoder.
        **kwargs: ``loss``, ``decoder`` and ``init_cfg`` of ``HeatmapHead``.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        *,
        embed_dims: int = 96,
        num_layers: int = 6,
        num_heads: int = 1,
        ffn_channels: int = 192,
        dropout: float = 0.1,
        **kwargs: Any,
    ) -> None:
        super().__init__(embed_dims, out_channels, deconv_out_channels=None, **kwargs)
        self.embed_dims = embed_dims
        self.reduce = nn.Conv2d(in_channels, embed_dims, 1, bias=False)
        self.encoder = nn.ModuleList(
            EncoderLayer(embed_dims, num_heads, ffn_channels, dropout)
            for _ in range(num_layers)
        )
        for parameter in self.encoder.parameters():
            if parameter.ndim > 1:
                nn.init.xavier_uniform_(parameter)

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """Map features ``[..., [B, C', H, W]]`` to heatmaps ``[B, K, H, W]``."""
        pixels = self.reduce(feats[-1])
        height, width = pixels.shape[2:]
        position = token_positions(height, width, self.embed_dims, like=pixels)
        tokens = pixels.flatten(2).transpose(1, 2)  # [B, P, C]
        for layer in self.encoder:
            tokens = layer(tokens, position)
        pixels = tokens.transpose(1, 2).unflatten(2, (height, width))
        return self.final_layer(pixels)
