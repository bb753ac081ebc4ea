"""Weighted sums of table rows with a fast gradient."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


class WeightedRowSum(torch.autograd.Function):
    """``out[i] = sum_k weights[i, k] * table[rows[i, k]]`` and its gradients.

    ``embedding_bag`` computes the sum. Its own gradient to the table is slow on CPU;
    but that gradient is a weighted row sum too, of the incoming gradient, with one bag
    for each table row, so a sort by row and a second ``embedding_bag`` give the same
    numbers several times faster. Not twice differentiable.

    Use :func:`weighted_row_sum`.
    """

    @staticmethod
    def forward(ctx: Any, table: Tensor, rows: Tensor, weights: Tensor) -> Tensor:
        """Sum rows; shapes as in :func:`weighted_row_sum`."""
        ctx.save_for_backward(table, rows, weights)
        return F.embedding_bag(rows, table, per_sample_weights=weights, mode='sum')

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, None, Tensor | None]:
        """Gradients to table and weights from ``grad`` ``[N, C]``."""
        table, rows, weights = ctx.saved_tensors
        grad = grad.contiguous()
        grad_table = grad_weights = None
        if ctx.needs_input_grad[0]:
            grad_table = table_gradient(grad, rows, weights, len(table))
        if ctx.needs_input_grad[2]:
            with torch.enable_grad():
                weights = weights.detach().requires_grad_()
                total = F.embedding_bag(
                    rows, table.detach(), per_sample_weights=weights, mode='sum'
                )
            (grad_weights,) = torch.autograd.grad(total, weights, grad)
        return grad_table, None, grad_weights


def table_gradient(
    grad: Tensor, rows: Tensor, weights: Tensor, num_rows: int
) -> Tensor:
    """Gradient ``[R, C]`` to the table from the gradient ``[N, C]`` to the sums."""
    flat = rows.flatten()
    order = flat.argsort()
    uses = flat.bincount(minlength=num_rows)
    return F.embedding_bag(
        order // rows.shape[1],  # the bag each use belongs to
        grad,
        offsets=uses.cumsum(0) - uses,
        per_sample_weights=weights.flatten()[order],
        mode='sum',
    )


def weighted_row_sum(table: Tensor, rows: Tensor, weights: Tensor) -> Tensor:
    """Sum weighted rows of a table.

    Args:
        table: ``[R, C]``.
        rows: Row indices ``[N, S]``, integers.
        weights: Weights ``[N, S]``.

    Returns:
        Sums ``[N, C]``.
    """
    return WeightedRowSum.apply(table, rows, weights)
