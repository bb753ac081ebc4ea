"""Read the weights of a checkpoint, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from torch import Tensor

from .content import with_revised_keys
from .errors import CheckpointError
from .pretrained import CONTAINERS
from .safe_load import load_file

TRAINING_STATE = 'state of the training, not needed for testing'
EMA_ENTRY = 'weights before averaging, since EMAHook saves the average as state_dict'
EMA_BUFFER = 'second set of weights of the EMAHook of mmcv 1.x, not used by its tests'


class SourceCheckpoint(NamedTuple):
    """The weights of a file and what else it holds.

    Attributes:
        path: The file.
        weights: The weights, without ``module.`` before their names.
        meta: The file's ``meta``, empty if there is none.
        unused: Names that were left out, each with the reason.
    """

    path: str
    weights: dict[str, Tensor]
    meta: dict
    unused: dict[str, str]


def read_source(path: str) -> SourceCheckpoint:
    """Read a checkpoint of any age without running code from it.

    Accepted are bare weights and dictionaries with ``state_dict`` or ``model``, as
    zip files or in the format before PyTorch 1.6. Of two sets of weights, one of them
    kept by an EMA hook, the one that tests use is taken.

    Args:
        path (str): The file.

    Raises:
        FileNotFoundError: If there is no such file.
        CheckpointError: If the file is truncated, no checkpoint, names classes that
            are no plain data, or holds no weights.
    """
    checkpoint = load_file(path, 'cpu')
    entries = (name for name in CONTAINERS if isinstance(checkpoint.get(name), dict))
    entry = next(entries, None)
    weights, meta, unused = checkpoint, {}, {}
    if entry is not None:
        weights, meta = checkpoint.pop(entry), checkpoint.pop('meta', None) or {}
        unused = dict.fromkeys(checkpoint, TRAINING_STATE)
    if 'ema_state_dict' in unused:
        unused['ema_state_dict'] = EMA_ENTRY
    _require_tensors(weights, path)
    weights = _without_module(weights, path)
    buffers = {f'ema_{key.replace(".", "_")}' for key in weights} & weights.keys()
    for key in sorted(buffers):
        unused[key] = EMA_BUFFER
        del weights[key]
    return SourceCheckpoint(path, weights, meta, unused)


def below_prefix(source: SourceCheckpoint, prefix: str) -> SourceCheckpoint:
    """Keep the weights whose names start with a prefix, and strip it.

    Raises:
        CheckpointError: If there are none.
    """
    weights = {
        key.removeprefix(prefix): value
        for key, value in source.weights.items()
        if key.startswith(prefix)
    }
    if not weights:
        raise CheckpointError(
            f'No name in {source.path} starts with {prefix!r}; the first are '
            f'{", ".join(list(source.weights)[:5])}. Correct the prefix or drop it.'
        )
    others = [key for key in source.weights if not key.startswith(prefix)]
    unused = source.unused | dict.fromkeys(others, f'does not start with {prefix!r}')
    return source._replace(weights=weights, unused=unused)


def _require_tensors(weights: Mapping, path: str) -> None:
    others = [str(key) for key in weights if not isinstance(weights[key], Tensor)]
    if others or not weights:
        raise CheckpointError(
            f'{path} holds no weights: there is no dictionary of tensors called '
            f'{" or ".join(CONTAINERS)}, and of its entries '
            f'{", ".join(others[:5]) or "(none)"} are no tensors. Give the checkpoint '
            'of a model.'
        )


def _without_module(weights: Mapping[str, Tensor], path: str) -> dict[str, Tensor]:
    """Strip what ``DataParallel`` and its kin put before every name."""
    twice = [key for key in weights if f'module.{key}' in weights]
    if twice:
        raise CheckpointError(
            f'{path} holds {", ".join(twice[:5])} both with and without "module." '
            'before it. Give a file with one set of weights.'
        )
    revised = with_revised_keys(dict(state_dict=weights), [(r'^module\.', '')])
    return revised['state_dict']
