"""Efficient multi-scale deformable attention, EMSDA (Sec. 3.1, Eq. 1)."""

from __future__ import annotations

from typing import Any

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn

from .deformable_attention import DeformableAttention
from .feature_memory import Memory
from .sampling import sample_shared, sample_shared_grid

SAMPLERS = {'embedding_bag': sample_shared, 'grid_sample': sample_shared_grid}


@MODELS.register_module()
class EMSDA(DeformableAttention):
    """Deformable attention that projects values after sampling.

    MSDA projects all ``P`` pixels and then samples. EMSDA samples maps that all heads
    share and projects the ``Q x M`` sums, so its cost does not depend on ``P``.

    Args:
        *args: Positional arguments of :class:`DeformableAttention`.
        sampler: ``'embedding_bag'``, which is fast, or ``'grid_sample'``, the slower
            reference. Both give the same result.
        **kwargs: Keyword arguments of :class:`DeformableAttention`.
    """

    def __init__(
        self, *args: Any, sampler: str = 'embedding_bag', **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if sampler not in SAMPLERS:
            raise ValueError(f'sampler={sampler!r} must be one of {sorted(SAMPLERS)}')
        self.sampler = sampler
        head_dims = self.embed_dims // self.num_heads
        self.value_proj_weight = nn.Parameter(
            torch.empty(self.num_heads, self.embed_dims, head_dims)
        )
        self.value_proj_bias = nn.Parameter(torch.empty(self.num_heads, head_dims))
        # Initialized as the single [M*C, C/M] matrix that the official code stores.
        nn.init.xavier_uniform_(self.value_proj_weight.data.flatten(0, 1))
        nn.init.xavier_uniform_(self.value_proj_bias)

    def forward(
        self, query: Tensor, query_pos: Tensor, reference: Tensor, memory: Memory
    ) -> Tensor:
        """Attend to the memory around the reference points.

        Args:
            query: Query content ``[B, Q, C]``.
            query_pos: Query position, added to the content, broadcastable to it.
            reference: Normalized reference points ``[B, Q, 2]``, inside or outside
                of [0, 1].
            memory: Maps with ``C`` channels.

        Returns:
            The attended features ``[B, Q, C]``, without the residual.
        """
        locations, weights = self.sampling(query + query_pos, reference, memory)
        sums = SAMPLERS[self.sampler](memory, locations, weights)  # [B, Q, M, C]
        heads = torch.einsum('bqmc,mcd->bqmd', sums, self.value_proj_weight)
        heads = (heads + self.value_proj_bias).flatten(2)  # [B, Q, C]
        return self.dropout(self.output_proj(heads))
