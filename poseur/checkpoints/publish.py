"""Make a checkpoint small and name it by its content."""

from __future__ import annotations

import os.path as osp
from typing import NamedTuple

from .atomic_io import write_atomically
from .source import read_source
from .target import file_sha256, sha256, to_bytes

DIGITS = 8


class Publication(NamedTuple):
    """A published checkpoint.

    Attributes:
        path: The file; its name ends in the first digits of ``sha256``.
        sha256: The file's hash.
        removed: Names of the source that were left out, each with the reason.
    """

    path: str
    sha256: str
    removed: dict[str, str]


def publish_checkpoint(source: str, prefix: str) -> Publication:
    """Write the weights and the meta of a checkpoint as ``<prefix>-<hash>.pth``.

    The state of the training goes. Where an EMA hook kept two sets of weights, the
    averaged one stays. :mod:`torch.hub` checks the hash in such a name when it
    downloads the file. The same source gives the same file, byte by byte, and
    publishing a published file changes nothing.

    Args:
        source (str): A checkpoint of mmpose 1.x, or bare weights.
        prefix (str): Path of the new file up to the hash.

    Raises:
        CheckpointError: If the source holds no weights or cannot be read.
        OSError: If there is no source, the prefix is a folder, or another file has the
            new name.
    """
    if osp.isdir(prefix):
        raise IsADirectoryError(
            f'{prefix} is a folder. Add the start of the name, as in '
            f'{osp.join(prefix, "poseur_res50")}.'
        )
    loaded = read_source(source)
    content = to_bytes(dict(meta=loaded.meta, state_dict=loaded.weights))
    digest = sha256(content)
    path = f'{prefix.removesuffix(".pth")}-{digest[:DIGITS]}.pth'
    if not osp.exists(path):
        write_atomically(content, path)
    elif file_sha256(path) != digest:
        raise FileExistsError(
            f'{path} exists with other content. Move it away or give another prefix.'
        )
    return Publication(path, digest, loaded.unused)
