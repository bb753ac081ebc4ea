"""Files that are no JSON are named, with what to do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from poseur.structures.annotations import AnnotationError, read_json


@pytest.mark.parametrize(
    ('content', 'problem'),
    [
        (b'', 'is empty, but must be JSON with an object'),
        (b' \n' * 200, 'is empty'),
        (b'\xef\xbb\xbf{}', 'starts with a byte order mark. Save it as UTF-8 without'),
        ('{}'.encode('utf-16'), 'is UTF-16. Save it as UTF-8'),
        (gzip.compress(b'{}', mtime=0), r'is compressed \(gzip\). Unpack it'),
        (
            b'version https://git-lfs.github.com/spec/v1',
            'is a pointer of Git LFS. Run git',
        ),
        (b'<html>', "starts with b'<html>', but must be JSON"),
        (b'{"images": [', 'is truncated or not JSON'),
        (b'{"a": "\xe4"}', 'is truncated or not JSON: .*utf-8'),
        (b'[' * 200_000, 'is truncated or not JSON: .*recursion'),
        (b' ' * 100 + b'[1]', r"starts with b'\[1\]', but must be JSON with an object"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / 'p.json').write_bytes(content)
    with pytest.raises(AnnotationError, match=f'p.json {problem}'):
        read_json(tmp_path / 'p.json', kind=dict)


def test_what_is_read(tmp_path: Path) -> None:
    text = ' ' * 100 + '{"name": "ä",\r\n "x": 1}\r\n'
    (tmp_path / 'p.json').write_bytes(text.encode())
    assert read_json(tmp_path / 'p.json', kind=dict) == dict(name='ä', x=1)
