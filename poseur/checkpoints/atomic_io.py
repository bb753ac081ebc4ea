"""Write files so that a reader finds the old or the new content, never half."""

from __future__ import annotations

import os
import os.path as osp
import tempfile
from pathlib import Path

from mmengine.fileio import LocalBackend, register_backend


def write_atomically(content: bytes, path: str | Path) -> None:
    """Replace a file in one step.

    The content goes to a temporary file in the same folder, is forced to the
    disk and then renamed over ``path``; the folder entry is forced out too.

    Args:
        content (bytes): The whole new content.
        path (str | Path): The file to write; its folder is made if needed.
    """
    path = osp.abspath(path)
    folder = osp.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(
        dir=folder, prefix=f'.{osp.basename(path)}.', suffix='.tmp'
    )
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    _sync_folder(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: str) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@register_backend('atomic_local')
class AtomicLocalBackend(LocalBackend):
    """Local disk storage whose writes are atomic.

    Selected by ``backend_args=dict(backend='atomic_local')``.
    """

    def put(self, obj: bytes, filepath: str | Path) -> None:
        """Write bytes atomically.

        Args:
            obj (bytes): The content.
            filepath (str | Path): The file to write.
        """
        write_atomically(bytes(obj), filepath)

    def put_text(self, obj: str, filepath: str | Path, encoding: str = 'utf-8') -> None:
        """Write text atomically.

        Args:
            obj (str): The content.
            filepath (str | Path): The file to write.
            encoding (str): The text encoding. Defaults to ``'utf-8'``.
        """
        write_atomically(obj.encode(encoding), filepath)


def local_atomic_args(path: str, backend_args: dict | None) -> dict | None:
    """Storage arguments that make writes to a local path atomic.

    Args:
        path (str): File or folder to be written.
        backend_args (dict | None): What the user asked for.

    Returns:
        dict | None: ``backend_args`` if given or if ``path`` is a remote URI,
        else the arguments of :class:`AtomicLocalBackend`.
    """
    if backend_args is not None or '://' in str(path):
        return backend_args
    return dict(backend='atomic_local')
