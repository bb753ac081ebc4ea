"""Query decoder: layers of self-attention, EMSDA and FFN (Sec. 3.1)."""

from __future__ import annotations

from typing import NamedTuple

import torch
from mmengine.model import constant_init
from mmpose.models.utils.ops import inverse_sigmoid
from mmpose.registry import MODELS
from torch import Tensor, nn

from .keypoint_distribution import KeypointDistribution
from .keypoint_encoder import KeypointQueries
from .layers import Memory, mlp


class DecoderOutput(NamedTuple):
    """Results of all decoder layers.

    Attributes:
        keypoints: Predicted distributions, ``[N, B, G*K, 2]`` each.
        references: Reference points before each layer and after the last layer,
            within the crop, ``[N + 1, B, G*K, 2]``.
        hidden: Decoded queries, ``[N, B, G*K, C]``.
    """

    keypoints: KeypointDistribution
    references: Tensor
    hidden: Tensor


class KeypointSelfAttention(nn.Module):
    """Attention among the ``K`` queries of a group, separate for each group.

    Args:
        embed_dims: Channels ``C``.
        num_heads: Attention heads.
        dropout: Dropout on the attention weights and on the output.
    """

    def __init__(self, embed_dims: int, num_heads: int, dropout: float) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(
            embed_dims, num_heads, dropout=dropout, batch_first=True
        )
        self.dropout = nn.Dropout(dropout)
        nn.init.xavier_uniform_(self.attention.out_proj.weight)

    def forward(self, query: Tensor, query_pos: Tensor, num_keypoints: int) -> Tensor:
        """Attend within groups of ``num_keypoints`` queries of ``[B, G*K, C]``."""
        grouped = query.reshape(-1, num_keypoints, query.shape[-1])  # [B*G, K, C]
        located = (query + query_pos).reshape_as(grouped)
        attended, _ = self.attention(located, located, grouped, need_weights=False)
        return self.dropout(attended).reshape_as(query)


@MODELS.register_module()
class QueryDecoderLayer(nn.Module):
    """Post-norm layer of self-attention, cross-attention and FFN.

    Args:
        embed_dims: Query channels ``C``.
        num_levels: Feature levels ``L``.
        cross_attention: Config of :class:`EMSDA` or :class:`MSDA`.
        num_heads: Attention heads of the self-attention.
        ffn_channels: Hidden channels of the FFN.
        dropout: Dropout of self-attention and FFN.
        self_attention: Whether the layer has self-attention (Table S2).
    """

    def __init__(
        self,
        embed_dims: int,
        num_levels: int,
        cross_attention: dict,
        num_heads: int = 8,
        ffn_channels: int = 1024,
        dropout: float = 0.1,
        self_attention: bool = True,
    ) -> None:
        super().__init__()
        self.self_attention = None
        if self_attention:
            self.self_attention = KeypointSelfAttention(embed_dims, num_heads, dropout)
            self.self_attention_norm = nn.LayerNorm(embed_dims)
        self.cross_attention = MODELS.build(
            dict(embed_dims=embed_dims, num_levels=num_levels) | cross_attention
        )
        self.cross_attention_norm = nn.LayerNorm(embed_dims)
        linears = (
            nn.Linear(embed_dims, ffn_channels),
            nn.Linear(ffn_channels, embed_dims),
        )
        for linear in linears:
            nn.init.xavier_uniform_(linear.weight)
        self.ffn = nn.Sequential(
            linears[0], nn.ReLU(), nn.Dropout(dropout), linears[1], nn.Dropout(dropout)
        )
        self.ffn_norm = nn.LayerNorm(embed_dims)

    def forward(
        self,
        query: Tensor,
        query_pos: Tensor,
        reference: Tensor,
        memory: Memory,
        num_keypoints: int,
    ) -> Tensor:
        """Update the queries.

        Args:
            query: Content ``[B, G*K, C]``.
            query_pos: Position ``[G*K, C]``.
            reference: Normalized reference points ``[B, G*K, 2]``.
            memory: Maps to attend to.
            num_keypoints: Group size ``K``.

        Returns:
            New content ``[B, G*K, C]``.
        """
        if self.self_attention is not None:
            attended = self.self_attention(query, query_pos, num_keypoints)
            query = self.self_attention_norm(query + attended)
        attended = self.cross_attention(query, query_pos, reference, memory)
        query = self.cross_attention_norm(query + attended)
        return self.ffn_norm(query + self.ffn(query))


class KeypointRefinement(nn.Module):
    """Three MLPs that turn a decoded query into a keypoint, after each decoder layer.

    The reference point moves in logit space and stays in [0, 1]. A free delta on top
    of it lets a keypoint lie outside the crop and never enters the next reference.

    Args:
        embed_dims: Query channels ``C``.
        with_delta: Whether there is a delta, as in the official code.
        zero_init: Whether the last linear layers of both coordinates start at zero, so
            that every layer starts by keeping its reference points.
    """

    def __init__(
        self, embed_dims: int = 256, with_delta: bool = True, zero_init: bool = False
    ) -> None:
        super().__init__()
        widths = (embed_dims, embed_dims, embed_dims, 2)
        self.coord = mlp(widths, nn.ReLU)
        self.delta = mlp(widths, nn.ReLU) if with_delta else None
        self.sigma = mlp(widths, None)
        last = self.sigma[-1]
        assert isinstance(last, nn.Linear)
        nn.init.xavier_uniform_(last.weight, gain=0.01)
        for branch in (self.coord, self.delta) if zero_init else ():
            if branch is not None:
                constant_init(branch[-1], 0)

    def forward(
        self, hidden: Tensor, reference: Tensor
    ) -> tuple[Tensor, KeypointDistribution]:
        """Refine the reference points of one layer.

        Args:
            hidden: Output of the decoder layer ``[B, Q, C]``.
            reference: Reference points ``[B, Q, 2]`` in [0, 1].

        Returns:
            The next reference points in (0, 1), and the layer's prediction.
        """
        refined = (inverse_sigmoid(reference, eps=1e-5) + self.coord(hidden)).sigmoid()
        mu = refined if self.delta is None else refined + self.delta(hidden)
        return refined, KeypointDistribution(mu, self.sigma(hidden).sigmoid())


@MODELS.register_module()
class QueryDecoder(nn.Module):
    """Refines the keypoints layer by layer.

    Layer 0 samples around the proposals as they are, whereas refinement starts from the
    proposals clipped to the crop. Every layer predicts and is supervised.

    Args:
        embed_dims: Query channels ``C``.
        num_levels: Feature levels ``L``.
        layer: Config of a decoder layer.
        num_layers: Number of layers ``N``.
        with_delta: See :class:`KeypointRefinement`.
        detach_references: Whether to stop the gradient between layers. The official
            code does not.
        share_weights: Whether all ``N`` layers are the same layer (Table S3).
        zero_init: See :class:`KeypointRefinement`.
    """

    def __init__(
        self,
        embed_dims: int,
        num_levels: int,
        layer: dict,
        num_layers: int = 6,
        with_delta: bool = True,
        detach_references: bool = False,
        share_weights: bool = False,
        zero_init: bool = False,
    ) -> None:
        super().__init__()
        layer = dict(embed_dims=embed_dims, num_levels=num_levels) | layer
        distinct = 1 if share_weights else num_layers
        self.num_layers = num_layers
        self.detach_references = detach_references
        self.layers = nn.ModuleList(MODELS.build(layer) for _ in range(distinct))
        self.refinements = nn.ModuleList(
            KeypointRefinement(embed_dims, with_delta, zero_init)
            for _ in range(distinct)
        )

    def forward(self, queries: KeypointQueries, memory: Memory) -> DecoderOutput:
        """Decode the queries against the memory."""
        hidden, reference = queries.content, queries.reference
        num_keypoints = len(queries.position)
        query_pos = queries.position.repeat(hidden.shape[1] // num_keypoints, 1)
        hiddens, keypoints = [], []
        references = [reference.clamp(0, 1)]
        for step in range(self.num_layers):
            index = step % len(self.layers)  # always 0 when weights are shared
            hidden = self.layers[index](
                hidden, query_pos, reference, memory, num_keypoints
            )
            reference, predicted = self.refinements[index](hidden, references[-1])
            if self.detach_references:
                reference = reference.detach()
            hiddens.append(hidden)
            references.append(reference)
            keypoints.append(predicted)
        stacked = KeypointDistribution(*map(torch.stack, zip(*keypoints, strict=True)))
        return DecoderOutput(stacked, torch.stack(references), torch.stack(hiddens))
