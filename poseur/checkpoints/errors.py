"""Exceptions raised for checkpoint files."""

from __future__ import annotations


class CheckpointError(RuntimeError):
    """A checkpoint cannot be used."""


class CorruptCheckpointError(CheckpointError):
    """The file is truncated, empty or not a checkpoint."""


class UnsafeCheckpointError(CheckpointError):
    """The file refers to classes or functions that are not plain data."""


class CheckpointMismatchError(CheckpointError):
    """Keys or shapes of the checkpoint do not match the model."""


class NonFiniteCheckpointError(CheckpointError):
    """Weights or states of a training are NaN or infinite."""
