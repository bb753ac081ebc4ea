"""Sampling locations and weights, shared by EMSDA and MSDA."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from .feature_memory import Memory


class DeformableAttention(nn.Module):
    """Base of EMSDA and MSDA that predicts sampling locations and attention weights.

    Args:
        embed_dims: Channels ``C`` of queries and maps.
        num_heads: Attention heads ``M``; ``C`` must be a multiple of it.
        num_levels: Feature levels ``L``.
        num_points: Sampling points ``S`` per head and level.
        dropout: Dropout on the output.
        zero_init: Whether the weights of offsets and attention start at zero, as in
            Deformable DETR. The official code starts them with Xavier.
    """

    def __init__(
        self,
        embed_dims: int = 256,
        num_heads: int = 8,
        num_levels: int = 4,
        num_points: int = 4,
        dropout: float = 0.1,
        zero_init: bool = False,
    ) -> None:
        super().__init__()
        if embed_dims % num_heads:
            raise ValueError(
                f'embed_dims={embed_dims} is not a multiple of num_heads={num_heads}'
            )
        self.embed_dims = embed_dims
        self.num_heads = num_heads
        self.num_levels = num_levels
        self.num_points = num_points
        samples = num_heads * num_levels * num_points
        self.sampling_offsets = nn.Linear(embed_dims, samples * 2)
        self.attention_weights = nn.Linear(embed_dims, samples)
        self.output_proj = nn.Linear(embed_dims, embed_dims)
        self.dropout = nn.Dropout(dropout)
        self._init_sampling(zero_init)

    def _init_sampling(self, zero_init: bool) -> None:
        """Initialize the weights, and the offsets on rings around the reference."""
        for linear in (self.sampling_offsets, self.attention_weights):
            if zero_init:
                nn.init.zeros_(linear.weight)
            else:
                nn.init.xavier_uniform_(linear.weight)
        nn.init.xavier_uniform_(self.output_proj.weight)
        nn.init.zeros_(self.attention_weights.bias)
        nn.init.zeros_(self.output_proj.bias)

        angle = torch.arange(self.num_heads) * (2 * math.pi / self.num_heads)
        ring = torch.stack([angle.cos(), angle.sin()], dim=-1)  # [M, 2]
        ring = ring / ring.abs().amax(dim=-1, keepdim=True)
        ring = ring[:, None, None] * torch.arange(1, self.num_points + 1)[:, None]
        with torch.no_grad():
            offsets = ring.expand(-1, self.num_levels, -1, -1)  # [M, L, S, 2]
            self.sampling_offsets.bias.copy_(offsets.flatten())

    def sampling(
        self, query: Tensor, reference: Tensor, memory: Memory
    ) -> tuple[Tensor, Tensor]:
        """Return sampling locations and attention weights (Eq. 1: phi(p) + dp, and A).

        Args:
            query: Content plus position, ``[B, Q, C]``.
            reference: Normalized reference points ``[B, Q, 2]``.
            memory: The maps. Only their sizes and windows are used.

        Returns:
            Locations ``[B, Q, M, L, S, 2]`` on the maps, normalized, and weights
            ``[B, Q, M, L, S]`` that sum to 1 over levels and points.

        Raises:
            ValueError: If the memory has another number of levels.
        """
        if len(memory.shapes) != self.num_levels:
            raise ValueError(
                f'the memory has {len(memory.shapes)} levels but the attention was '
                f'built with num_levels={self.num_levels}; set both to the same number'
            )
        samples = (self.num_levels, self.num_points)
        sizes = memory.sizes.repeat_interleave(self.num_points, dim=0)  # [L*S, 2]
        offsets = self.sampling_offsets(query).unflatten(-1, (self.num_heads, -1, 2))
        centers = memory.to_map_coordinates(reference)[:, :, None, None]
        locations = centers + offsets / sizes  # [B, Q, M, L*S, 2]
        locations = locations.unflatten(3, samples)
        logits = self.attention_weights(query).unflatten(-1, (self.num_heads, -1))
        weights = logits.softmax(dim=-1).unflatten(-1, samples)
        return locations, weights
