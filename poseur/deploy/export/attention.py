"""Attention of a decoder layer in operators that every runtime supports.

The modules assume one group of K queries, no dropout, and known shapes except for the
batch size.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from poseur.models import EMSDA, Memory
from poseur.models.query_decoder import KeypointSelfAttention


class PlainSelfAttention(nn.Module):
    """Replacement of :class:`KeypointSelfAttention` in exported models.

    Args:
        module: The trained module.
        num_keypoints: Number of queries ``K``.
    """

    def __init__(self, module: KeypointSelfAttention, num_keypoints: int) -> None:
        super().__init__()
        attention = module.attention
        dims = attention.embed_dim
        self.shape = (-1, num_keypoints, attention.num_heads, attention.head_dim)
        self.dims = dims
        weights = attention.in_proj_weight.split(dims)
        biases = attention.in_proj_bias.split(dims)
        self.query, self.key, self.value = map(_linear, weights, biases)
        with torch.no_grad():  # the scale of the logits
            self.query.weight.mul_(attention.head_dim**-0.5)
            self.query.bias.mul_(attention.head_dim**-0.5)
        self.out = attention.out_proj

    def forward(self, query: Tensor, query_pos: Tensor, num_keypoints: int) -> Tensor:
        """See :meth:`KeypointSelfAttention.forward`."""
        located = query + query_pos
        queries, keys, values = (
            linear(inputs).reshape(self.shape).transpose(1, 2)  # [B, M, K, C/M]
            for linear, inputs in (
                (self.query, located),
                (self.key, located),
                (self.value, query),
            )
        )
        weights = (queries @ keys.transpose(2, 3)).softmax(dim=-1)
        mixed = (weights @ values).transpose(1, 2)
        return self.out(mixed.reshape(-1, num_keypoints, self.dims))


class GatherEMSDA(nn.Module):
    """Replacement of :class:`EMSDA` that samples with ``Gather``.

    A weighted sum of bilinear samples is a weighted sum of rows of the table of
    pixels. ``Gather`` fetches the rows, and a matrix product sums them. On CPUs this
    takes half the time of ``GridSample``, and every runtime supports both operators.

    Args:
        module: The trained module.
        num_keypoints: Number of queries ``Q``.
        shapes: Height and width of each level.
    """

    sizes: Tensor
    level: Tensor

    def __init__(
        self, module: EMSDA, num_keypoints: int, shapes: tuple[tuple[int, int], ...]
    ) -> None:
        super().__init__()
        self.module = module
        self.num_keypoints = num_keypoints
        self.num_samples = module.num_levels * module.num_points  # L*S
        sizes = torch.tensor([(width, height) for height, width in shapes])
        sizes = sizes.repeat_interleave(module.num_points, dim=0)  # [L*S, 2]
        self.register_buffer('sizes', sizes.float())
        level = torch.arange(module.num_levels).repeat_interleave(module.num_points)
        self.register_buffer('level', level)

    def forward(
        self, query: Tensor, query_pos: Tensor, reference: Tensor, memory: Memory
    ) -> Tensor:
        """See :meth:`EMSDA.forward`."""
        located = query + query_pos
        heads = (-1, self.num_keypoints, self.module.num_heads, self.num_samples)
        offsets = self.module.sampling_offsets(located).reshape(*heads, 2)
        pixel = reference[:, :, None, None] * self.sizes + (offsets - 0.5)
        weights = self.module.attention_weights(located).reshape(heads).softmax(dim=-1)
        rows, bilinear = self.corners(pixel, memory)
        weights = bilinear * weights[:, :, :, None, None]
        return self.module.output_proj(self.attend(memory.pixels, rows, weights))

    def corners(self, pixel: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        """Return rows and bilinear weights of the four pixels around each location.

        Args:
            pixel: Locations in pixels of their level, ``[B, Q, M, L*S, 2]``.
            memory: The feature maps.

        Returns:
            Rows of the table and weights, both ``[B, Q, M, 2, 2, L*S]``: upper and
            lower pixel, then left and right. Weights are zero outside the map.
        """
        first = pixel.floor()
        fraction = pixel - first
        corner = torch.stack([first, first + 1], dim=3)  # [B, Q, M, 2, L*S, 2]
        weight = torch.stack([1 - fraction, fraction], dim=3)
        inside = torch.minimum(corner.clamp(min=0), self.sizes - 1)
        weight = weight * (inside == corner)
        (column, row), (weight_x, weight_y) = inside.unbind(-1), weight.unbind(-1)
        rows = (row * self.sizes[:, 0])[:, :, :, :, None] + column[:, :, :, None]
        first_rows = memory.first_rows[:, self.level]  # [B, L*S]
        rows = rows.int() + first_rows[:, None, None, None, None]
        return rows, weight_y[:, :, :, :, None] * weight_x[:, :, :, None]

    def attend(self, pixels: Tensor, rows: Tensor, weights: Tensor) -> Tensor:
        """Sum weighted rows of the table and project the sums.

        It works head by head, since the rows of one head fit into a CPU's cache.

        Args:
            pixels: The table ``[B, P, C]``.
            rows: Row indices in the flattened table, ``[B, Q, M, 2, 2, L*S]``.
            weights: Weights of the rows, of the same shape.

        Returns:
            ``[B, Q, C]``.
        """
        table = pixels.flatten(0, 1)
        num_rows, dims = 4 * self.num_samples, self.module.embed_dims
        parts = rows.unbind(2), weights.unbind(2), self.module.value_proj_weight
        heads = []
        for head_rows, head_weights, projection in zip(*parts, strict=True):
            gathered = F.embedding(head_rows.reshape(-1, num_rows), table)
            sums = head_weights.reshape(-1, 1, num_rows) @ gathered  # [B*Q, 1, C]
            heads.append(sums.reshape(-1, self.num_keypoints, dims) @ projection)
        return torch.cat(heads, dim=-1) + self.module.value_proj_bias.flatten()


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    """Return a linear layer with copies of the given weights."""
    linear = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        linear.weight.copy_(weight)
        linear.bias.copy_(bias)
    return linear
