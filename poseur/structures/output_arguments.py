"""Types of command-line arguments that name an output, checked before any work."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path

from .files import check_writable


def output_file(text: str) -> Path:
    """Return the path of a file to write, whose folder may be a new one.

    Raises:
        ArgumentTypeError: If it cannot be written.
    """
    try:
        check_writable(text)
    except OSError as error:
        raise ArgumentTypeError(error.strerror or str(error)) from error
    return Path(text)


def output_folder(text: str) -> Path:
    """Return the path of a folder to write to, which may be a new one.

    Raises:
        ArgumentTypeError: If it cannot be written to.
    """
    output_file(str(Path(text, 'result')))
    return Path(text)
