"""Commands that train and test, and the lock that they hold together."""

from __future__ import annotations

import fcntl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class RunBusyError(RuntimeError):
    """Another process is working on this run."""


class RunFailedError(RuntimeError):
    """A training or test failed."""


@contextmanager
def run_lock(path: Path, wait: bool) -> Iterator[int]:
    """Hold a lock until the last process that has its file open ends.

    A crash releases the lock.

    Args:
        path: File of the lock, created if needed.
        wait: Whether to wait for other processes.

    Yields:
        The descriptor of the open file. Pass it to child processes: a training that
        outlives the study then keeps the lock.

    Raises:
        RunBusyError: If another process holds the lock and ``wait`` is false.
    """
    with path.open('w', encoding='utf-8') as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise RunBusyError(f'another process works in {path.parent}') from error
        yield file.fileno()


def run_command(command: Sequence[object], output: Path, lock: int) -> None:
    """Run a command; it ends if this process is interrupted.

    Args:
        command: Program and arguments.
        output: File that the output is appended to.
        lock: Descriptor of a lock that the command shares, see :func:`run_lock`.

    Raises:
        RunFailedError: If the command fails.
    """
    words = [str(word) for word in command]
    with output.open('a', encoding='utf-8') as file:
        process = subprocess.Popen(
            words, stdout=file, stderr=subprocess.STDOUT, pass_fds=[lock]
        )
        try:
            status = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if status:
        end = output.read_text(encoding='utf-8', errors='replace')[-1500:]
        raise RunFailedError(
            f'{" ".join(words)} ended with status {status}; the whole output is in '
            f'{output}:\n{end}'
        )
