"""Files of weights: read those of any origin, write reproducible ones."""

from __future__ import annotations

import hashlib
import io
import os.path as osp
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from poseur.structures.files import check_writable

from .errors import CheckpointError
from .keys import CONTAINERS, with_revised_keys
from .plain import make_plain
from .safe_load import load_file

TRAINING_STATE = 'state of the training, not needed for testing'
EMA_ENTRY = 'weights before averaging, since EMAHook saves the average as state_dict'
EMA_BUFFER = 'second set of weights of the EMAHook of mmcv 1.x, not used by its tests'


class WeightsFile(NamedTuple):
    """Content of a file of weights.

    Attributes:
        path: The file.
        weights: The weights, without ``module.`` before their names.
        meta: ``meta`` of the file, empty if it has none.
        unused: Entries that were left out, with the reason for each.
    """

    path: str
    weights: dict[str, Tensor]
    meta: dict
    unused: dict[str, str]


def read_weights(path: str) -> WeightsFile:
    """Read the weights of a checkpoint without running code from it.

    The file may hold bare weights or a dictionary with ``state_dict`` or ``model``, in
    the zip format or in that before PyTorch 1.6. If an EMA hook kept two sets of
    weights, those used in tests are returned.

    Args:
        path: The file.

    Raises:
        FileNotFoundError: If there is no such file.
        CheckpointError: If the file is truncated, not a checkpoint, refers to classes
            that are not plain data, or holds no weights.
    """
    checkpoint = load_file(path, 'cpu')
    entries = (name for name in CONTAINERS if isinstance(checkpoint.get(name), dict))
    entry = next(entries, None)
    weights = checkpoint
    meta: dict = {}
    unused: dict[str, str] = {}
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
    return WeightsFile(path, weights, meta, unused)


def below_prefix(source: WeightsFile, prefix: str) -> WeightsFile:
    """Return the weights whose names start with a prefix, without the prefix.

    Raises:
        CheckpointError: If no name starts with it.
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
            f'{path} holds no weights: it has no dictionary of tensors called '
            f'{" or ".join(CONTAINERS)}, and of its entries '
            f'{", ".join(others[:5]) or "(none)"} are not tensors. Give the checkpoint '
            'of a model.'
        )


def _without_module(weights: Mapping[str, Tensor], path: str) -> dict[str, Tensor]:
    """Strip the prefix that ``DataParallel`` puts before every name."""
    twice = [key for key in weights if f'module.{key}' in weights]
    if twice:
        raise CheckpointError(
            f'{path} holds {", ".join(twice[:5])} both with and without "module." '
            'before the name. Give a file with one set of weights.'
        )
    revised = with_revised_keys(dict(state_dict=weights), [(r'^module\.', '')])
    return revised['state_dict']


def require_free(target: str, source: str, overwrite: bool) -> None:
    """Raise an error if a file must not be written, before any work is done.

    Args:
        target: File to write.
        source: File to read, which is never replaced.
        overwrite: Whether an existing file may be replaced.

    Raises:
        OSError: If ``target`` is the source or a folder, cannot be written, or exists
            and ``overwrite`` is False.
    """
    if osp.exists(target) and osp.exists(source) and osp.samefile(target, source):
        raise FileExistsError(
            f'{target} is the file to read, which is never replaced. Give another '
            'name for the file to write.'
        )
    if osp.isdir(target):
        raise IsADirectoryError(f'{target} is a folder. Give the name of a file in it.')
    if osp.exists(target) and not overwrite:
        raise FileExistsError(
            f'{target} exists. Pass --overwrite to replace it, or give another name.'
        )
    check_writable(target)


def to_bytes(checkpoint: dict) -> bytes:
    """Serialize a checkpoint reproducibly and as plain data, see :mod:`~.plain`.

    When :func:`torch.save` writes to a path, the name of the file enters the content.
    """
    make_plain(checkpoint)
    buffer = io.BytesIO()
    torch.save(checkpoint, buffer)
    return buffer.getvalue()


def sha256(content: bytes) -> str:
    """Return the SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(path: str) -> str:
    """Return the SHA-256 of a file."""
    return sha256(Path(path).read_bytes())
