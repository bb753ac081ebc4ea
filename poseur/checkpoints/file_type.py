"""Tell what a file is that was taken for a checkpoint."""

from __future__ import annotations

import codecs
import zipfile

#: First bytes of files that are often mistaken for a checkpoint.
SIGNATURES = {
    b'\x89PNG': 'a PNG picture',
    b'\xff\xd8\xff': 'a JPEG picture',
    b'GIF8': 'a GIF picture',
    b'%PDF': 'a PDF document',
    b'\x1f\x8b': 'a gzip archive',
    b'\x89HDF': 'an HDF5 file',
    b'version https://git-lfs': 'a pointer of Git LFS to a file not yet fetched',
}
HEAD = 512
SHOWN = 40


def foreign_kind(filename: str) -> str | None:
    """Name the kind of a file that is certainly no PyTorch checkpoint.

    Args:
        filename (str): Path of an existing file.

    Returns:
        str | None: The kind with its article, ``'a JPEG picture'`` for instance. None
        where the file may be a checkpoint, whole or truncated.
    """
    with open(filename, 'rb') as file:
        head = file.read(HEAD)
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature):
            return kind
    if head[8:10] == b'{"':
        return 'a safetensors file'
    if zipfile.is_zipfile(filename):
        return _foreign_archive(filename)
    return _text(head)


def _foreign_archive(filename: str) -> str | None:
    with zipfile.ZipFile(filename) as archive:
        names = archive.namelist()
    if any(name.endswith('data.pkl') for name in names):
        return None
    return f'a zip archive of other content ({", ".join(names[:3]) or "empty"})'


def _text(head: bytes) -> str | None:
    try:
        text = codecs.getincrementaldecoder('utf-8')().decode(head)
    except UnicodeDecodeError:
        return None
    words = ' '.join(text.split())
    if not (words and words.isprintable()):
        return None
    return f'a text that starts with {words[:SHOWN]!r}'
