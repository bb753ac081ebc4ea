"""Complete count of multiply-adds, by the operators that run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod

import torch
from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count

#: Bilinear interpolation reads four pixels per sample.
CORNERS = 4


def embedding_bag_flops(
    table: tuple[int, ...], rows: tuple[int, ...], *args: object, **kwargs: object
) -> int:
    """Count a weighted sum of rows: one multiply-add per channel of each row read."""
    return 2 * prod(rows) * table[1]


def grid_sample_flops(
    *args: object, out_shape: tuple[int, ...], **kwargs: object
) -> int:
    """Count bilinear sampling: one multiply-add per corner of each sampled value."""
    return 2 * CORNERS * prod(out_shape)


def attention_flops(
    query: tuple[int, ...],
    key: tuple[int, ...],
    value: tuple[int, ...],
    *args: object,
    **kwargs: object,
) -> int:
    """Count both matrix products of an attention."""
    return sdpa_flop_count(query, key, value)


#: Operators that PyTorch's counter ignores.
ADDITIONAL_OPERATORS = {
    torch.ops.aten._embedding_bag: embedding_bag_flops,
    torch.ops.aten._embedding_bag_forward_only: embedding_bag_flops,
    torch.ops.aten.grid_sampler_2d: grid_sample_flops,
    torch.ops.aten._scaled_dot_product_flash_attention_for_cpu: attention_flops,
}


@contextmanager
def count_macs() -> Iterator[dict[str, int]]:
    """Count the multiply-adds of convolutions, matrix products and sampling.

    Elementwise operations (norms, activations, biases, softmax) are not counted.

    Yields:
        Multiply-adds of each module called in the ``with`` block, including those of
        its submodules, by the module's name. The name of the whole model is ``''``.
        The dictionary is filled when the block ends.
    """
    counts: dict[str, int] = {}
    with FlopCounterMode(display=False, custom_mapping=ADDITIONAL_OPERATORS) as counter:
        yield counts
    counts[''] = counter.get_total_flops() // 2
    for name, flops in counter.get_flop_counts().items():
        path = name.partition('.')[2]  # without the class name of the model
        if path:
            counts[path] = sum(flops.values()) // 2
