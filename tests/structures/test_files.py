"""Output files are written whole and never over an input."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.structures.files import (
    PartialFile,
    check_writable,
    refuse_overwriting,
    write_image,
    write_text,
)


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / 'new' / 'a.txt'
    with PartialFile(path) as partial:
        partial.write_text('whole')
        assert not path.exists() and partial.suffix == '.txt'
    with pytest.raises(KeyboardInterrupt), PartialFile(path) as partial:
        partial.write_text('half')
        raise KeyboardInterrupt
    assert path.read_text() == 'whole'
    assert [each.name for each in path.parent.iterdir()] == ['a.txt']


def test_errors_name_the_file_and_what_to_check(tmp_path: Path) -> None:
    (tmp_path / 'file').touch()
    with pytest.raises(OSError, match=r'x\.txt cannot be written: .* Check the folder'):
        write_text(tmp_path / 'file' / 'x.txt', '')
    with pytest.raises(IsADirectoryError, match='is a folder. Give the name of a file'):
        check_writable(tmp_path)
    with pytest.raises(ValueError, match=r"as '\.txt' .* End the name in \.jpg"):
        write_image(tmp_path / 'a.txt', np.zeros((4, 4, 3), np.uint8))
    for name in ('b.txt', 'new/folder/c.txt'):
        check_writable(tmp_path / name)
    assert [each.name for each in tmp_path.iterdir()] == ['file']


@pytest.mark.parametrize('kind', ['itself', 'symbolic', 'hard'])
def test_an_input_is_refused_by_any_name(tmp_path: Path, kind: str) -> None:
    source = tmp_path / 'a.json'
    source.touch()
    out = tmp_path / 'b.json'
    if kind == 'symbolic':
        out.symlink_to(source)
    elif kind == 'hard':
        out.hardlink_to(source)
    else:
        out = tmp_path / '.' / 'a.json'
    with pytest.raises(ValueError, match='is an input and would be overwritten'):
        refuse_overwriting(out, [source])
    refuse_overwriting(tmp_path / 'c.json', [source])


def test_images_of_any_name(tmp_path: Path) -> None:
    image = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    path = tmp_path / os.fsdecode(b'caf\xe9.png')
    write_image(path, image)
    content = np.frombuffer(path.read_bytes(), np.uint8)
    np.testing.assert_array_equal(cv2.imdecode(content, cv2.IMREAD_COLOR), image)
