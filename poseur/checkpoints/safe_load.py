"""Load checkpoint files without ever running code that they bring along."""

from __future__ import annotations

import os.path as osp
import pickle
import re

import numpy as np
import torch
from mmengine.logging import HistoryBuffer
from numpy._core import multiarray
from torch.serialization import get_unsafe_globals_in_checkpoint, safe_globals

from .errors import CorruptCheckpointError, UnsafeCheckpointError
from .file_type import foreign_kind
from .naming.previous import upgrade_checkpoint

HISTORY_STATISTICS = ('min', 'max', 'current', 'mean')

_REFUSED = re.compile(
    r'GLOBAL (?P<name>[\w.]+) (?:was not an allowed|whose module)|'
    r'but got (?P<type><class [^>]+>)|'
    r'unrecognized function (?P<call>\S+)'
)


def _history_method(owner: type, name: str):
    """Stand in for ``builtins.getattr`` while a checkpoint is read.

    A pickled :class:`~mmengine.logging.HistoryBuffer` asks for its own
    statistics methods by ``getattr``. Nothing else is handed out.

    Args:
        owner (type): The object whose attribute is asked for.
        name (str): The attribute.

    Returns:
        Callable: The statistics method of that name.

    Raises:
        pickle.UnpicklingError: If anything but a statistics method of
            ``HistoryBuffer`` is asked for.
    """
    if owner is HistoryBuffer and name in HISTORY_STATISTICS:
        return getattr(HistoryBuffer, name)
    raise pickle.UnpicklingError(
        'GLOBAL builtins.getattr was not an allowed global for '
        f'{getattr(owner, "__name__", owner)}.{name}'
    )


def allowed_globals() -> list:
    """Classes and functions that a training checkpoint may name.

    Beside tensors and Python's own containers these are what mmengine stores
    in the message hub and in ``meta``: history buffers, NumPy arrays, NumPy
    scalars and their dtypes, but no arrays of objects.

    Returns:
        list: Entries for :func:`torch.serialization.safe_globals`.
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
        np.ndarray,
        np.dtype,
        *numpy_functions,
        *dtypes,
    ]


def load_file(filename: str, map_location=None) -> dict:
    """Read a local checkpoint as plain data.

    Args:
        filename (str): Path of the file.
        map_location: Where tensors are put, as in :func:`torch.load`.

    Returns:
        dict: The checkpoint.

    Raises:
        FileNotFoundError: If there is no such file.
        UnsafeCheckpointError: If the file names a class outside
            :func:`allowed_globals`; nothing of it has been run.
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
    except pickle.UnpicklingError as error:
        refused = _refused_names(filename, error)
        if not refused:
            raise _corrupt(filename, error) from None
        raise UnsafeCheckpointError(
            f'Checkpoint {filename} was not loaded, because it names '
            f'{", ".join(refused)}, which is not plain data: such a file can '
            'run any code. If you trust where it comes from, load it yourself '
            'in a separate Python, keep only its tensors and save '
            "{'state_dict': ...} to a new file."
        ) from None
    except (EOFError, OSError, RuntimeError, ValueError, KeyError) as error:
        raise _corrupt(filename, error) from None
    if not isinstance(checkpoint, dict):
        kind = type(checkpoint).__name__
        raise _corrupt(filename, TypeError(f'it holds a {kind}, not a dictionary'))
    return upgrade_checkpoint(checkpoint)


def _refused_names(filename: str, error: Exception) -> list[str]:
    """Names of the classes a refused file asked for, most telling first."""
    found = _REFUSED.search(str(error))
    if not found:
        return []
    names = [name for name in found.groups() if name]
    try:
        with safe_globals(allowed_globals()):
            names += get_unsafe_globals_in_checkpoint(filename)
    except (ValueError, RuntimeError, pickle.UnpicklingError):
        pass  # files in the format before PyTorch 1.6 cannot be listed
    return list(dict.fromkeys(names))


def _corrupt(filename: str, error: Exception) -> CorruptCheckpointError:
    kind = foreign_kind(filename)
    if kind:
        return CorruptCheckpointError(
            f'{filename} is {kind}, not a PyTorch checkpoint. Give the path of a '
            '.pth file, or download it again if it should be one.'
        )
    reason = str(error).strip().partition('. ')[0] or 'the file ends too early'
    return CorruptCheckpointError(
        f'Checkpoint {filename} ({osp.getsize(filename)} bytes) is truncated or '
        f'not a PyTorch checkpoint: {type(error).__name__}: '
        f'{reason}. Delete it and use an earlier checkpoint, or copy it again.'
    )
