"""Mutations of the bytes of a file."""

from __future__ import annotations

import gzip
import random


def mutate_bytes(content: bytes, rng: random.Random) -> tuple[str, bytes]:
    """Return the name of a mutation of a file, and the file after it."""
    middle = rng.randrange(len(content))
    half = content[:middle]
    name, changed = rng.choice([
        ('truncated', half),
        ('without start', content[middle:]),
        ('twice', content * 2),
        ('byte replaced', half + bytes([rng.randrange(256)]) + content[middle + 1 :]),
        ('byte removed', half + content[middle + 1 :]),
        ('zero bytes', half + b'\0' * (len(content) - middle)),
        ('empty', rng.choice([b'', b' \n', b'\0' * 500])),
        ('byte order mark', b'\xef\xbb\xbf' + content),
        ('UTF-16', content.decode('utf-8', 'replace').encode('utf-16')),
        ('Latin-1', half + 'é'.encode('latin-1') + content[middle:]),
        ('compressed', gzip.compress(content, mtime=0)),
        ('pointer', b'version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
        ('web page', b'<!DOCTYPE html><html></html>'),
        ('deep', b'[' * 100_000),
        ('CRLF', content.replace(b'\n', b'\r\n').replace(b', ', b',\r\n')),
    ])  # fmt: skip
    return name, changed
