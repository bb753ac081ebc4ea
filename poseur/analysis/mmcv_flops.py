"""The counter behind the paper's GFLOPs: mmcv's, which looks at modules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mmcv.cnn.utils.flops_counter import get_modules_mapping
from mmpose.models.backbones.hrformer import WindowMSA
from torch import nn

from poseur.models import KeypointRefinement

#: How often mmcv's counter meets a submodule in one call of its owner in the authors'
#: implementation, where that differs from ours. Their counts show that each decoder
#: layer evaluates its coordinate MLP twice, for the next reference and again for the
#: prediction, and that the output projection of HRFormer's windows is not seen.
RELEASED_CALLS: dict[tuple[type[nn.Module], str], int] = {
    (KeypointRefinement, 'coord'): 2,
    (WindowMSA, 'proj'): 0,
}


@contextmanager
def count_modules(model: nn.Module) -> Iterator[dict[str, int]]:
    """Count as mmcv's ``get_model_complexity_info`` does.

    Convolutions, linear layers, norms, activations, poolings and upsamplings count if
    they are modules of mmcv's list and are called as such. Functional calls, einsums
    and attention do not count.

    Args:
        model: The model through which one image passes inside of the ``with`` block.

    Yields:
        Operations of each counted module by its name, filled in at the end.
    """
    hooks = get_modules_mapping()
    counted = {
        name: module for name, module in model.named_modules() if type(module) in hooks
    }
    handles, counts = [], {}
    for module in counted.values():
        module.__flops__ = 0  # the hooks of mmcv add to this attribute
        handles.append(module.register_forward_hook(hooks[type(module)]))
    try:
        yield counts
        counts.update({name: module.__flops__ for name, module in counted.items()})
    finally:
        for handle, module in zip(handles, counted.values(), strict=True):
            handle.remove()
            del module.__flops__


def as_released(model: nn.Module, counts: dict[str, int]) -> dict[str, int]:
    """Turn counts of our modules into those of the authors' implementation.

    Args:
        model: The model.
        counts: What :func:`count_modules` gave for it.
    """
    calls = {
        f'{name}.{child}'.lstrip('.'): times
        for name, module in model.named_modules()
        for (owner, child), times in RELEASED_CALLS.items()
        if isinstance(module, owner)
    }

    def calls_of(name: str) -> int:
        owners = (owner for owner in calls if f'{name}.'.startswith(f'{owner}.'))
        return calls.get(next(owners, ''), 1)

    return {name: count * calls_of(name) for name, count in counts.items()}
