"""Buffers of the model that differ between processes, in checkpoints.

Within an epoch, statistics of batch normalization are those of each process's own
batches; ``SyncBuffersHook`` averages them at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from mmengine.dist import all_gather, get_rank, get_world_size
from torch import Tensor, nn

KEY = 'rank_buffers'  # of a checkpoint


def gather_buffers(model: nn.Module) -> list[Tensor] | None:
    """Return the buffers of all processes, which all have to call this.

    Returns:
        For each process its floating-point buffers in one vector; None if they are
        equal.
    """
    buffers = [buffer.flatten() for buffer in _buffers(model)]
    if get_world_size() == 1 or not buffers:
        return None
    found = all_gather(torch.cat(buffers))
    return None if all(torch.equal(each, found[0]) for each in found) else found


def restore_buffers(model: nn.Module, saved: Sequence[Tensor] | None) -> None:
    """Give each process the buffers that it had.

    With another number of processes all keep those of the first one, as loaded.

    Args:
        model: The model, changed in place.
        saved: What :func:`gather_buffers` returned.
    """
    if saved is None or len(saved) != get_world_size():
        return
    start = 0
    for buffer in _buffers(model):
        part = saved[get_rank()][start : start + buffer.numel()]
        buffer.copy_(part.view_as(buffer))
        start += buffer.numel()


def _buffers(model: nn.Module) -> Iterator[Tensor]:
    """Iterate over the floating-point buffers that checkpoints hold."""
    parameters = {name for name, _ in model.named_parameters()}
    for name, value in model.state_dict().items():
        if name not in parameters and value.is_floating_point():
            yield value
