"""Write checkpoints whose bytes depend on their content alone."""

from __future__ import annotations

import hashlib
import io
import os.path as osp
from pathlib import Path

import torch

from .atomic_io import write_atomically


def require_free(target: str, source: str, overwrite: bool) -> None:
    """Make sure that a file may be written, before any work is done.

    Args:
        target (str): The file to write.
        source (str): The file it is made from, which stays.
        overwrite (bool): Whether an existing file may be replaced.

    Raises:
        OSError: If ``target`` is the source, a folder, or exists against
            ``overwrite``.
    """
    if not osp.exists(target):
        return
    if osp.exists(source) and osp.samefile(target, source):
        raise FileExistsError(
            f'{target} is the file to read, which is never replaced. Give another '
            'name for the file to write.'
        )
    if osp.isdir(target):
        raise IsADirectoryError(f'{target} is a folder. Give the name of a file in it.')
    if not overwrite:
        raise FileExistsError(
            f'{target} exists. Pass --overwrite to replace it, or give another name.'
        )


def write_checkpoint(checkpoint: dict, target: str) -> str:
    """Write a checkpoint atomically.

    Args:
        checkpoint (dict): Its content.
        target (str): The file; its folder is made if needed.

    Returns:
        str: The SHA-256 of the file.
    """
    content = to_bytes(checkpoint)
    write_atomically(content, target)
    return sha256(content)


def to_bytes(checkpoint: dict) -> bytes:
    """Serialize a checkpoint; the name of a file does not enter, as with a path."""
    buffer = io.BytesIO()
    torch.save(checkpoint, buffer)
    return buffer.getvalue()


def sha256(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(path: str) -> str:
    """SHA-256 of a file."""
    return sha256(Path(path).read_bytes())
