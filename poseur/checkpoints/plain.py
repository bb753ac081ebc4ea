"""Plain content of checkpoints: lists and numbers in place of objects of libraries.

``torch.load`` with its safe default reads tensors and Python's own types only. mmengine
puts NumPy arrays and history buffers into checkpoints; files of this package hold lists
and tensors in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from mmengine.logging import HistoryBuffer

#: Entries of a checkpoint in which mmengine stores more than plain data.
CONVERTED = ('meta', 'message_hub')
_HISTORY = {'history', 'counts', 'max_length'}


def to_plain(value: Any) -> Any:
    """Convert NumPy's values, configs, paths and history buffers at any depth.

    Tensors and objects of other kinds are returned as they are.
    """
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, HistoryBuffer):
        history, counts = map(torch.as_tensor, value.data)
        return dict(history=history, counts=counts, max_length=value.max_length)
    if isinstance(value, Mapping):
        return {to_plain(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        plain = [to_plain(each) for each in value]
        return tuple(plain) if isinstance(value, tuple) else plain
    return str(value) if isinstance(value, Path) else value


def make_plain(checkpoint: dict) -> None:
    """Convert the entries of a checkpoint that mmengine fills, in place."""
    checkpoint |= {
        name: to_plain(checkpoint[name]) for name in CONVERTED if name in checkpoint
    }


def restore_histories(checkpoint: dict) -> None:
    """Restore the history buffers of a checkpoint of a training, in place."""
    hub = checkpoint.get('message_hub')
    scalars = hub.get('log_scalars', {}) if isinstance(hub, dict) else {}
    for name, value in scalars.items():
        if isinstance(value, dict) and value.keys() == _HISTORY:
            values, counts = value['history'].numpy(), value['counts'].numpy()
            scalars[name] = HistoryBuffer(values, counts, value['max_length'])
