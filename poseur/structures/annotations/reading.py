"""JSON files whose faults are named: damaged, compressed or of another kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .report import AnnotationError

COPY = 'Copy the file again.'
#: What a file starts with that is not JSON in UTF-8, and what to do.
OTHER_FORMATS = {
    b'\xef\xbb\xbf': 'starts with a byte order mark. Save it as UTF-8 without BOM.',
    b'\xff\xfe': 'is UTF-16. Save it as UTF-8 without BOM.',
    b'\xfe\xff': 'is UTF-16. Save it as UTF-8 without BOM.',
    b'\x1f\x8b': 'is compressed (gzip). Unpack it.',
    b'PK\x03\x04': 'is compressed (zip). Unpack it.',
    b'version https://git-lfs': 'is a pointer of Git LFS. Run git lfs pull.',
}
TYPES: dict[type, str] = {
    dict: 'an object, as in COCO',
    list: 'a list, as in MPII or detections',
}
START = 20  # bytes that a message shows


def read_json(
    path: str | Path, name: str | None = None, kind: type | None = None
) -> Any:
    """Read a JSON file.

    Args:
        path: The file on this computer.
        name: Its name in messages, the path by default.
        kind: ``dict`` or ``list`` if the file must hold one.

    Raises:
        OSError: If the file does not exist or cannot be read.
        AnnotationError: If it is empty, damaged, compressed or of another kind.
    """
    name = name or str(path)
    try:
        content = Path(path).read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        problem = 'is a folder' if Path(path).is_dir() else 'does not exist'
        raise type(error)(f'The file {name} {problem}. Check the path.') from None
    wanted = f'must be JSON with {TYPES[kind]}' if kind else 'must be JSON'
    _check_start(content, name, wanted)
    try:
        value = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise AnnotationError(
            f'{name} is truncated or not JSON: {error}. {COPY}'
        ) from error
    if kind and not isinstance(value, kind):
        raise AnnotationError(
            f'{name} starts with {content.lstrip()[:START]!r}, but {wanted}. Give '
            'another file, or write this one in that format.'
        )
    return value


def _check_start(content: bytes, name: str, wanted: str) -> None:
    """Refuse what is empty, in another format or another encoding."""
    for start, problem in OTHER_FORMATS.items():
        if content.startswith(start):
            raise AnnotationError(f'{name} {problem}')
    if not content.strip(b' \t\r\n\0'):
        raise AnnotationError(f'{name} is empty, but {wanted}. {COPY}')
    if content.lstrip()[:1] == b'<':
        start = content.lstrip()[:START]
        raise AnnotationError(f'{name} starts with {start!r}, but {wanted}. {COPY}')
