"""Checkpoints for publication: weights and meta only, whole or in half precision."""

from __future__ import annotations

import os.path as osp
from typing import Any, NamedTuple

import torch
from torch import Tensor

from poseur.structures.files import check_writable

from .atomic_io import write_atomically
from .errors import NonFiniteCheckpointError
from .keys import TRAINING_ONLY
from .weights_file import (
    WeightsFile,
    file_sha256,
    read_weights,
    sha256,
    to_bytes,
)

DIGITS = 8


class Publication(NamedTuple):
    """A published checkpoint.

    Attributes:
        path: The file; its name ends in the first digits of ``sha256``.
        sha256: Hash of the file.
        removed: Entries of the source that were left out, with the reason for each.
    """

    path: str
    sha256: str
    removed: dict[str, str]


def publish_checkpoint(source: str, prefix: str) -> Publication:
    """Write the weights and the meta of a checkpoint to ``<prefix>-<hash>.pth``.

    The training state and the weights of dense supervision are left out. If an EMA hook
    kept two sets of weights, the averaged one is published. :mod:`torch.hub` checks the
    hash in the name when it downloads the file. The same source gives the same file,
    byte for byte, and publishing a published file changes nothing.

    Args:
        source: Checkpoint of mmpose 1.x, or bare weights.
        prefix: Path of the new file up to the hash.

    Raises:
        CheckpointError: If the source holds no weights or cannot be read.
        OSError: If the source does not exist, ``prefix`` is a folder, another file has
            the new name, or it cannot be written.
    """
    if osp.isdir(prefix):
        raise IsADirectoryError(
            f'{prefix} is a folder. Add the start of the name, as in '
            f'{osp.join(prefix, "poseur_res50")}.'
        )
    check_writable(f'{prefix}-hash.pth')
    loaded = read_for_tests(source)
    content = to_bytes(dict(meta=loaded.meta, state_dict=loaded.weights))
    digest = sha256(content)
    path = f'{prefix.removesuffix(".pth")}-{digest[:DIGITS]}.pth'
    if not osp.exists(path):
        write_atomically(content, path)
    elif file_sha256(path) != digest:
        raise FileExistsError(
            f'{path} exists with other content. Move it away or give another prefix.'
        )
    return Publication(path, digest, loaded.unused)


def read_for_tests(source: str) -> WeightsFile:
    """Read the weights of a checkpoint without those that only training needs.

    For arguments and errors see :func:`~.weights_file.read_weights`.
    """
    loaded = read_weights(source)
    unneeded = [key for key in loaded.weights if TRAINING_ONLY in key]
    for key in unneeded:
        del loaded.weights[key]  # in place, which keeps PyTorch's versions of modules
    removed = loaded.unused | dict.fromkeys(unneeded, 'needed for training only')
    return loaded._replace(unused=removed)


def half_checkpoint(source: str, meta: dict[str, Any]) -> bytes:
    """Return the content of a small file: weights in half precision and a new meta.

    The weights are rounded to 11 significant bits, and take half the bytes. A model
    computes in single precision after it has loaded them.

    Args:
        source: Checkpoint of mmpose 1.x, or bare weights.
        meta: Plain data to store in place of the meta of the source.

    Raises:
        CheckpointError: If the source holds no weights or cannot be read, or a weight
            is beyond the range of half precision.
    """
    weights = read_for_tests(source).weights
    for key, value in weights.items():
        weights[key] = _half(value, key, source)
    return to_bytes(dict(meta=meta, state_dict=weights))


def _half(value: Tensor, key: str, source: str) -> Tensor:
    if not value.is_floating_point():
        return value
    half = value.half()
    if not torch.isfinite(half).all():
        raise NonFiniteCheckpointError(
            f'{source}: {key} has weights up to {value.abs().max():g}, beyond the '
            'range of half precision (65504) or not finite. Publish it in single '
            'precision with `poseur publish`.'
        )
    return half
