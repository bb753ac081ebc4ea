"""Multi-scale deformable attention, MSDA, as in Deformable DETR (Table S4)."""

from __future__ import annotations

from typing import Any

from mmcv.ops.multi_scale_deform_attn import multi_scale_deformable_attn_pytorch
from mmpose.registry import MODELS
from torch import Tensor, nn

from .deformable_attention import DeformableAttention
from .feature_memory import Memory
from .sampling import sample_each_image


@MODELS.register_module()
class MSDA(DeformableAttention):
    """Deformable attention that projects every pixel before sampling.

    The paper replaces it by EMSDA and compares the two in Table S4.

    Args:
        *args: Positional arguments of :class:`DeformableAttention`.
        **kwargs: Keyword arguments of :class:`DeformableAttention`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.value_proj = nn.Linear(self.embed_dims, self.embed_dims)
        nn.init.xavier_uniform_(self.value_proj.weight)
        nn.init.zeros_(self.value_proj.bias)

    def forward(
        self, query: Tensor, query_pos: Tensor, reference: Tensor, memory: Memory
    ) -> Tensor:
        """Attend to the memory; arguments and result are those of :class:`EMSDA`."""
        locations, weights = self.sampling(query + query_pos, reference, memory)
        sums = sample_each_image(self._sample, memory, locations, weights)
        return self.dropout(self.output_proj(sums.flatten(2)))

    def _sample(self, memory: Memory, locations: Tensor, weights: Tensor) -> Tensor:
        """Return sums of projected values, ``[B, Q, M, C/M]``."""
        value = self.value_proj(memory.pixels)
        if memory.padding is not None:
            value = value.masked_fill(memory.padding[..., None], 0)
        value = value.unflatten(-1, (self.num_heads, -1))
        sums = multi_scale_deformable_attn_pytorch(
            value, memory.shapes, locations, weights
        )
        return sums.unflatten(-1, (self.num_heads, -1))
