"""Loading of checkpoint files without running any code that they contain."""

from __future__ import annotations

import os.path as osp
import pickle
import re
from collections.abc import Callable

import numpy as np
import torch
from mmengine.logging import HistoryBuffer
from numpy._core import multiarray
from torch.serialization import (
    MAP_LOCATION,
    get_unsafe_globals_in_checkpoint,
    safe_globals,
)

from .errors import CorruptCheckpointError, UnsafeCheckpointError
from .file_type import detect_file_type
from .naming.previous import upgrade_checkpoint
from .plain import restore_histories

HISTORY_STATISTICS = ('min', 'max', 'current', 'mean')

#: Names in PyTorch's message about content that ``weights_only`` refuses.
_REFUSED = re.compile(
    r'GLOBAL (?P<name>[\w.]+) (?:was not an allowed|whose module)|'
    r'but got (?P<type><class [^>]+>)|'
    r'unrecognized function (?P<call>\S+)'
)


class _ForbiddenCallError(Exception):
    """A checkpoint calls a function for something other than it is allowed for."""


def _history_method(owner: type, name: str) -> Callable[..., object]:
    """Replace ``builtins.getattr`` while a checkpoint is read.

    A pickled :class:`~mmengine.logging.HistoryBuffer` looks its statistics methods up
    with ``getattr``. Every other look-up is refused.
    """
    if owner is HistoryBuffer and name in HISTORY_STATISTICS:
        return getattr(HistoryBuffer, name)
    raise _ForbiddenCallError(
        f'builtins.getattr of {getattr(owner, "__name__", owner)}.{name}'
    )


def _no_bytes(*arguments: object) -> bytes:
    """Replace ``bytes``, which files of version 0.2 call for an empty NumPy array."""
    if arguments:
        raise _ForbiddenCallError('builtins.bytes of a given size or content')
    return b''


def allowed_globals() -> list:
    """Return the classes and functions that a training checkpoint may refer to.

    These are what mmengine stores in the message hub and in ``meta``, in addition to
    tensors and Python's containers: history buffers, NumPy arrays, NumPy scalars and
    their dtypes, but not arrays of objects. Files of this package need none of them
    since version 0.3.

    Returns:
        Entries for :func:`torch.serialization.safe_globals`.
    """
    numpy_functions = [
        (getattr(multiarray, function), f'numpy.{package}.multiarray.{function}')
        for package in ('core', '_core')
        for function in ('scalar', '_reconstruct')
    ]
    dtypes = [getattr(np.dtypes, name) for name in np.dtypes.__all__]
    dtypes.remove(np.dtypes.ObjectDType)
    return [
        HistoryBuffer,
        (_history_method, 'builtins.getattr'),
        (_no_bytes, 'builtins.bytes'),
        np.ndarray,
        np.dtype,
        *numpy_functions,
        *dtypes,
    ]


def load_file(filename: str, map_location: MAP_LOCATION = None) -> dict:
    """Read a local checkpoint as plain data.

    Parameter names of earlier versions of this package are replaced by the present
    ones, see :mod:`~.naming.previous`.

    Args:
        filename: Path of the file.
        map_location: Device of the tensors, as in :func:`torch.load`.

    Returns:
        The checkpoint.

    Raises:
        FileNotFoundError: If there is no such file.
        UnsafeCheckpointError: If the file refers to a class or function outside
            :func:`allowed_globals`; none of its code has been run.
        CorruptCheckpointError: If the file cannot be read to its end.
    """
    filename = osp.expanduser(filename)
    if not osp.isfile(filename):
        raise FileNotFoundError(
            f'Checkpoint file {filename} does not exist. Check the path.'
        )
    try:
        with safe_globals(allowed_globals()):
            checkpoint = torch.load(filename, map_location, weights_only=True)
    except _ForbiddenCallError as error:
        raise _unsafe(filename, [str(error)]) from None
    except pickle.UnpicklingError as error:
        names = _refused_names(filename, error)
        raise (
            _unsafe(filename, names) if names else _corrupt(filename, error)
        ) from None
    except (EOFError, OSError, RuntimeError, ValueError, KeyError) as error:
        raise _corrupt(filename, error) from None
    if not isinstance(checkpoint, dict):
        kind = type(checkpoint).__name__
        raise _corrupt(filename, TypeError(f'it holds a {kind}, not a dictionary'))
    restore_histories(checkpoint)
    return upgrade_checkpoint(checkpoint)


def _refused_names(filename: str, error: Exception) -> list[str]:
    """Return the classes and functions for which a file was refused, if any.

    PyTorch lists those that the file refers to directly. Two cases are only visible in
    its error: files in the format before PyTorch 1.6, which it does not list, and types
    that arise while reading, such as the dtype of an array of objects.
    """
    try:
        with safe_globals(allowed_globals()):
            listed = sorted(get_unsafe_globals_in_checkpoint(filename))
    except (ValueError, RuntimeError, pickle.UnpicklingError):
        listed = []
    found = _REFUSED.search(str(error))
    named = [name for name in found.groups() if name] if found else []
    return list(dict.fromkeys([*named, *listed]))


def _unsafe(filename: str, names: list[str]) -> UnsafeCheckpointError:
    return UnsafeCheckpointError(
        f'Checkpoint {filename} was not loaded, because it names {", ".join(names)}, '
        'which is not plain data: such a file can run any code. If you trust its '
        'origin, load it yourself in a separate Python process, keep only its tensors '
        "and save {'state_dict': ...} to a new file."
    )


def _corrupt(filename: str, error: Exception) -> CorruptCheckpointError:
    file_type = detect_file_type(filename)
    if file_type:
        return CorruptCheckpointError(
            f'{filename} is {file_type}, not a PyTorch checkpoint. Give the path of a '
            '.pth file, or download it again if it should be one.'
        )
    reason = str(error).strip().partition('. ')[0] or 'the file ends too early'
    return CorruptCheckpointError(
        f'Checkpoint {filename} ({osp.getsize(filename)} bytes) is truncated or '
        f'not a PyTorch checkpoint: {type(error).__name__}: '
        f'{reason}. Delete it and use an earlier checkpoint, or copy it again.'
    )
