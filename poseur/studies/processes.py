"""Commands that train and test."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path


class RunFailedError(RuntimeError):
    """A training or test failed."""


def run_command(command: Sequence[object], output: Path, lock: int) -> None:
    """Run a command; it ends if this process is interrupted.

    Args:
        command: Program and arguments.
        output: File that the output is appended to.
        lock: Descriptor of a lock that the command shares, see
            :func:`~poseur.engine.folder_lock.folder_lock`.

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
