"""The transformer of DETR: global attention from learned queries to one map.

Carion et al., "End-to-End Object Detection with Transformers", ECCV 2020. All layers
normalize after the residual sum.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class EncoderLayer(nn.Module):
    """Self-attention of tokens and an FFN.

    Args:
        embed_dims: Channels ``C``.
        num_heads: Attention heads.
        ffn_channels: Hidden channels of the FFN.
        dropout: Dropout of attention and FFN.
    """

    def __init__(
        self, embed_dims: int, num_heads: int, ffn_channels: int, dropout: float
    ) -> None:
        super().__init__()
        self.self_attention = attention(embed_dims, num_heads, dropout)
        self.self_attention_norm = nn.LayerNorm(embed_dims)
        self.ffn = feed_forward(embed_dims, ffn_channels, dropout)
        self.ffn_norm = nn.LayerNorm(embed_dims)
        self.dropout = nn.Dropout(dropout)

    def forward(self, tokens: Tensor, position: Tensor) -> Tensor:
        """Update tokens ``[B, T, C]`` at positions ``[T, C]``."""
        located = tokens + position
        attended, _ = self.self_attention(located, located, tokens, need_weights=False)
        tokens = self.self_attention_norm(tokens + self.dropout(attended))
        return self.ffn_norm(tokens + self.ffn(tokens))


class DecoderLayer(nn.Module):
    """Self-attention of queries, attention to the memory, and an FFN.

    Arguments are those of :class:`EncoderLayer`.
    """

    def __init__(
        self, embed_dims: int, num_heads: int, ffn_channels: int, dropout: float
    ) -> None:
        super().__init__()
        self.self_attention = attention(embed_dims, num_heads, dropout)
        self.self_attention_norm = nn.LayerNorm(embed_dims)
        self.cross_attention = attention(embed_dims, num_heads, dropout)
        self.cross_attention_norm = nn.LayerNorm(embed_dims)
        self.ffn = feed_forward(embed_dims, ffn_channels, dropout)
        self.ffn_norm = nn.LayerNorm(embed_dims)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, content: Tensor, query_pos: Tensor, memory: Tensor, located_memory: Tensor
    ) -> Tensor:
        """Update the queries.

        Args:
            content: Content of the queries ``[B, Q, C]``.
            query_pos: Their positions ``[Q, C]``.
            memory: Encoded tokens ``[B, T, C]``.
            located_memory: The tokens plus their positions.
        """
        located = content + query_pos
        attended, _ = self.self_attention(located, located, content, need_weights=False)
        content = self.self_attention_norm(content + self.dropout(attended))
        attended, _ = self.cross_attention(
            content + query_pos, located_memory, memory, need_weights=False
        )
        content = self.cross_attention_norm(content + self.dropout(attended))
        return self.ffn_norm(content + self.ffn(content))


class DetrTransformer(nn.Module):
    """Encoder and decoder with equally many layers.

    Matrices start as Xavier's uniform distribution.

    Args:
        embed_dims: Channels ``C``.
        num_layers: Layers ``N`` of the encoder, and of the decoder.
        num_heads: Attention heads.
        ffn_channels: Hidden channels of the FFNs.
        dropout: Dropout of attention and FFNs.
    """

    def __init__(
        self,
        embed_dims: int = 256,
        num_layers: int = 6,
        num_heads: int = 8,
        ffn_channels: int = 2048,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        sizes = (embed_dims, num_heads, ffn_channels, dropout)
        self.encoder = nn.ModuleList(EncoderLayer(*sizes) for _ in range(num_layers))
        self.decoder = nn.ModuleList(DecoderLayer(*sizes) for _ in range(num_layers))
        self.decoder_norm = nn.LayerNorm(embed_dims)
        for parameter in self.parameters():
            if parameter.ndim > 1:
                nn.init.xavier_uniform_(parameter)

    def forward(self, tokens: Tensor, position: Tensor, query_pos: Tensor) -> Tensor:
        """Decode queries from tokens.

        Args:
            tokens: ``[B, T, C]``.
            position: Encoded positions of the tokens ``[T, C]``.
            query_pos: Learned positions of the queries ``[Q, C]``. Their content starts
                at zero.

        Returns:
            The queries after each decoder layer ``[N, B, Q, C]``, with one norm that
            all layers share.
        """
        memory = tokens
        for layer in self.encoder:
            memory = layer(memory, position)
        located_memory = memory + position
        content = torch.zeros_like(query_pos).expand(tokens.shape[0], -1, -1)
        contents = []
        for layer in self.decoder:
            content = layer(content, query_pos, memory, located_memory)
            contents.append(content)
        return self.decoder_norm(torch.stack(contents))


def attention(embed_dims: int, num_heads: int, dropout: float) -> nn.MultiheadAttention:
    """Return an attention between sequences ``[B, T, C]``."""
    return nn.MultiheadAttention(embed_dims, num_heads, dropout, batch_first=True)


def feed_forward(embed_dims: int, channels: int, dropout: float) -> nn.Sequential:
    """Return two linear layers with a ReLU between them."""
    return nn.Sequential(
        nn.Linear(embed_dims, channels),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(channels, embed_dims),
        nn.Dropout(dropout),
    )
