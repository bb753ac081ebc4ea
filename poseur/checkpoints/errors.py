"""What can be wrong with a checkpoint file."""

from __future__ import annotations


class CheckpointError(RuntimeError):
    """A checkpoint cannot be used."""


class CorruptCheckpointError(CheckpointError):
    """A checkpoint file is truncated, empty or no checkpoint at all."""


class UnsafeCheckpointError(CheckpointError):
    """A checkpoint file names a class that is not plain data."""


class CheckpointMismatchError(CheckpointError):
    """The keys or shapes of a checkpoint do not fit the model."""
