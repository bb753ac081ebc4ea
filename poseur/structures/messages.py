"""Messages of commands about their inputs."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

MAX_NAMES = 5  # that a message lists


def describe_error(error: Exception) -> str:
    """Return a message for the user about an error that one input caused.

    Errors of files and values name the fix themselves. Of all others the type is
    named, and what to do in any case.
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, OSError | ValueError) and str(error):
        return str(error)
    return (
        f'{type(error).__name__}: {error}. Check this input, or leave it out: the '
        'others are not affected.'
    )


def abbreviate(names: Sequence[str]) -> str:
    """Join the first names of a list."""
    return ', '.join(names[:MAX_NAMES]) + (', ...' if len(names) > MAX_NAMES else '')


def print_any_name() -> None:
    """Let the output streams take names of files that are not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors='backslashreplace')
