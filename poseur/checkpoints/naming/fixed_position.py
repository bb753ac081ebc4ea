"""Fixed position maps in the files of TransPose and TokenPose.

Their models store the map, those here compute it. A file whose map is another one
belongs to another model.
"""

from __future__ import annotations

import numpy as np
from torch import Tensor

from ..errors import CheckpointMismatchError

TOLERANCE = 1e-4


def describe_position(value: Tensor, key: str, path: str) -> str:
    """Check a stored position map, and return why it is left out.

    Args:
        value: The map, ``[P, 1, C]`` or ``[1, P, C]`` for ``P`` tokens.
        key: Its name in the file.
        path: The file.

    Raises:
        CheckpointMismatchError: If it is not the sine encoding of rows and columns.
    """
    found = value.detach().double().reshape(-1, value.shape[-1]).numpy()
    columns = _num_columns(found)
    rows, rest = divmod(len(found), columns)
    expected = _sine_map(rows, columns, found.shape[1])
    if rest or np.abs(found - expected).max() > TOLERANCE:
        raise CheckpointMismatchError(
            f'{path}: {key} is not the fixed sine map of rows and columns that models '
            'here compute, so the model was trained with another one, such as a '
            'learned one. Such models are not supported.'
        )
    return (
        f'the fixed position map of {rows}x{columns} tokens, which the model computes'
    )


def _num_columns(encoding: np.ndarray) -> int:
    """Return for how many tokens the encoding of the row stays the same."""
    half = encoding[:, : encoding.shape[1] // 2]
    changes = np.abs(half - half[0]).max(axis=1) > TOLERANCE
    return int(changes.argmax()) or len(encoding)


def _sine_map(rows: int, columns: int, channels: int) -> np.ndarray:
    """Return the encoding ``[rows * columns, channels]``, rows before columns."""
    frequency = 10000.0 ** (-4 * np.arange(channels // 4) / channels)

    def axis(size: int) -> np.ndarray:
        angle = 2 * np.pi * np.arange(1, size + 1) / (size + 1e-6)
        phase = angle[:, None] * frequency
        return np.stack([np.sin(phase), np.cos(phase)], axis=-1).reshape(size, -1)

    row, column = axis(rows), axis(columns)
    return np.concatenate(
        [np.repeat(row, columns, axis=0), np.tile(column, (rows, 1))], axis=1
    )
