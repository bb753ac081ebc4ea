"""Checks that a training is still sound: no weight or state is NaN or infinite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from .errors import NonFiniteCheckpointError

#: Entries of a checkpoint that hold weights or states of the training.
TRAINED = ('state_dict', 'ema_state_dict', 'optimizer')


def non_finite(values: Any, name: str = '') -> Iterator[str]:
    """Iterate over the names of the tensors that hold NaN or infinity.

    Args:
        values: Tensor, or nested dictionaries and sequences with tensors.
        name: Prefix of the names.
    """
    if isinstance(values, Tensor):
        if values.is_floating_point() and not torch.isfinite(values).all():
            yield name
        return
    if isinstance(values, Mapping):
        items = list(values.items())
    else:
        items = list(enumerate(values)) if isinstance(values, list | tuple) else []
    for key, value in items:
        yield from non_finite(value, f'{name}.{key}' if name else str(key))


def require_finite(checkpoint: Mapping[str, Any], what: str, fix: str) -> None:
    """Raise an error if weights or states of a training are not finite.

    Args:
        checkpoint: Entries of a checkpoint; others than ``TRAINED`` are not checked.
        what: What is checked, for the message.
        fix: Advice to the user, for the message.

    Raises:
        NonFiniteCheckpointError: If a value is NaN or infinite.
    """
    trained = (checkpoint[name] for name in TRAINED if name in checkpoint)
    broken = [name for values in trained for name in non_finite(values)]
    if broken:
        more = f' and {len(broken) - 3} more' if len(broken) > 3 else ''
        raise NonFiniteCheckpointError(
            f'{what} holds NaN or infinity in {", ".join(broken[:3])}{more}. {fix}'
        )
