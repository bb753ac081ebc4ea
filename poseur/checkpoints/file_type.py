"""Identification of files that were passed as a checkpoint by mistake."""

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
    b'version https://git-lfs': 'a Git LFS pointer to a file that was not fetched',
}
HEAD_BYTES = 512
SHOWN_CHARACTERS = 40


def detect_file_type(filename: str) -> str | None:
    """Return the type of a file that is certainly not a PyTorch checkpoint.

    Args:
        filename: Path of an existing file.

    Returns:
        The type with its article, such as ``'a JPEG picture'``; None if the file may
        be a checkpoint, whole or truncated.
    """
    with open(filename, 'rb') as file:
        head = file.read(HEAD_BYTES)
    for signature, file_type in SIGNATURES.items():
        if head.startswith(signature):
            return file_type
    if head[8:10] == b'{"':
        return 'a safetensors file'
    if zipfile.is_zipfile(filename):
        return _other_archive(filename)
    return _text(head)


def _other_archive(filename: str) -> str | None:
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
    return f'a text that starts with {words[:SHOWN_CHARACTERS]!r}'
