"""Atomic writes: a reader finds the old or the new content, never a part of it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from mmengine.fileio import LocalBackend, register_backend

from poseur.structures.files import PartialFile, remove_abandoned


def write_atomically(content: bytes, path: str | Path) -> None:
    """Replace a file in one step.

    The content is written to a temporary file in the same folder and synced to the
    disk; that file is then renamed to ``path`` and the folder entry is synced too, if
    the file system can do that. Temporary files of killed processes are removed.

    Args:
        content: The whole new content.
        path: File to write; its folder is created if needed.
    """
    output = PartialFile(path)
    remove_abandoned(output.path.parent)
    with output as partial, partial.open('wb') as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(output.path.parent)


def _sync_folder(folder: Path) -> None:
    """Sync the entries of a folder, which SMB and some FUSE file systems refuse."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@register_backend('atomic_local')
class AtomicLocalBackend(LocalBackend):
    """Storage on a local disk with atomic writes.

    Select it with ``backend_args=dict(backend='atomic_local')``.
    """

    def put(self, obj: bytes, filepath: str | Path) -> None:
        """Write bytes atomically."""
        write_atomically(bytes(obj), filepath)

    def put_text(self, obj: str, filepath: str | Path, encoding: str = 'utf-8') -> None:
        """Write text atomically."""
        write_atomically(obj.encode(encoding), filepath)


def local_atomic_args(path: str, backend_args: dict | None) -> dict | None:
    """Return the storage arguments for writing to a path.

    Args:
        path: File or folder to write.
        backend_args: Storage arguments of the user, which take precedence.

    Returns:
        ``backend_args`` if given or if ``path`` is a remote URI; otherwise the
        arguments of :class:`AtomicLocalBackend`.
    """
    if backend_args is not None or '://' in str(path):
        return backend_args
    return dict(backend='atomic_local')
