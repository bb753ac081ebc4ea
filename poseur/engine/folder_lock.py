"""Lock of a folder, so that two runs do not write into it."""

from __future__ import annotations

import fcntl
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmengine.logging import print_log

LOCK = '.lock'

_held: set[int] = set()


class FolderBusyError(RuntimeError):
    """Another process works in a folder."""


@contextmanager
def folder_lock(folder: Path, wait: bool) -> Iterator[int]:
    """Hold the lock of a folder until the last process that has its file open ends.

    The operating system releases the lock of a process that ends in any way, so that
    the file ``.lock`` that stays behind locks nothing. It names the owner, for the
    message to others. Workers of data loaders do not share the lock.

    Args:
        folder: Folder to lock, created if needed.
        wait: Whether to wait for other processes.

    Yields:
        The descriptor of the open file. A child process that gets it keeps the lock if
        it outlives this process.

    Raises:
        FolderBusyError: If another process holds the lock and ``wait`` is false.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open('a+', encoding='utf-8') as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise FolderBusyError(_describe_owner(file.name)) from error
        except OSError as error:
            print_log(
                f'{folder} cannot be locked ({error.strerror}). Make sure that no '
                'other run uses it.',
                logger='current',
                level=logging.WARNING,
            )
        file.truncate(0)
        print(f'process {os.getpid()} on {socket.gethostname()}', file=file, flush=True)
        _held.add(file.fileno())
        try:
            yield file.fileno()
        finally:
            _held.discard(file.fileno())


def _describe_owner(path: str) -> str:
    owner = Path(path).read_text(encoding='utf-8').strip() or 'another process'
    return (
        f'{Path(path).parent} is in use by {owner}. Wait for it or stop it, or give '
        'another folder.'
    )


def _let_go() -> None:
    """Close the files of the locks in a forked process, which keeps its parent's."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
