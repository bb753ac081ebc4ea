"""A lock on a run's folder that no crash leaves behind."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RunBusyError(RuntimeError):
    """Another process works on this run."""


@contextmanager
def run_lock(path: Path, wait: bool) -> Iterator[int]:
    """Hold a lock until the last process that has its file open ends.

    Args:
        path: The lock's file, made if needed.
        wait: Whether to wait for other processes.

    Yields:
        The open file, to be passed to child processes: a training that outlives the
        study which started it keeps the lock.

    Raises:
        RunBusyError: If another process holds the lock and ``wait`` is false.
    """
    with path.open('w') as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise RunBusyError(f'another process works in {path.parent}') from error
        yield file.fileno()
