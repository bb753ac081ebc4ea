"""The counter behind the paper's GFLOPs: mmcv's, which counts by module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mmcv.cnn.utils.flops_counter import get_modules_mapping
from mmpose.models.backbones.hrformer import WindowMSA
from torch import nn

from poseur.models import KeypointRefinement

#: How often mmcv's counter sees a submodule in one call of its owner in the official
#: implementation, where that differs from ours. The published counts imply that each
#: decoder layer evaluates its coordinate MLP twice, for the next reference and for the
#: prediction, and that the output projection of HRFormer's windows is not seen.
OFFICIAL_CALLS: dict[tuple[type[nn.Module], str], int] = {
    (KeypointRefinement, 'coord'): 2,
    (WindowMSA, 'proj'): 0,
}


@contextmanager
def count_modules(model: nn.Module) -> Iterator[dict[str, int]]:
    """Count operations as mmcv's ``get_model_complexity_info`` does.

    Convolutions, linear layers, norms, activations, poolings and upsamplings count if
    their type is in mmcv's list and they are called as modules. Function calls, einsums
    and attention do not count.

    Args:
        model: The model. Run it on one image inside the ``with`` block.

    Yields:
        Operations of each counted module by its name. The dictionary is filled when the
        block ends.
    """
    hooks = get_modules_mapping()
    counted: dict[str, Any] = {
        name: module for name, module in model.named_modules() if type(module) in hooks
    }
    handles = []
    counts: dict[str, int] = {}
    for module in counted.values():
        module.__flops__ = 0  # mmcv's hooks add to this attribute
        handles.append(module.register_forward_hook(hooks[type(module)]))
    try:
        yield counts
        counts.update({name: module.__flops__ for name, module in counted.items()})
    finally:
        for handle, module in zip(handles, counted.values(), strict=True):
            handle.remove()
            del module.__flops__


def to_official_counts(model: nn.Module, counts: dict[str, int]) -> dict[str, int]:
    """Convert counts of our modules into those of the official implementation.

    Args:
        model: The model.
        counts: The model's counts by :func:`count_modules`.
    """
    calls = {
        f'{name}.{child}'.lstrip('.'): times
        for name, module in model.named_modules()
        for (owner, child), times in OFFICIAL_CALLS.items()
        if isinstance(module, owner)
    }

    def calls_of(name: str) -> int:
        owners = (owner for owner in calls if f'{name}.'.startswith(f'{owner}.'))
        return calls.get(next(owners, ''), 1)

    return {name: count * calls_of(name) for name, count in counts.items()}
