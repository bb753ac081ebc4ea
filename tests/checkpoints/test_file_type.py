from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from poseur.checkpoints import CorruptCheckpointError, load_file
from poseur.checkpoints.file_type import detect_file_type


def _picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(buffer, kind)
    return buffer.getvalue()


def _archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w') as archive:
        archive.writestr('photos/one.txt', 'one')
    return buffer.getvalue()


FOREIGN = {
    'a PNG picture': _picture('PNG'),
    'a JPEG picture': _picture('JPEG'),
    r'a zip archive of other content \(photos/one.txt\)': _archive(),
    "a text that starts with '<html> <h1>404": b'<html>\n<h1>404</h1>\n',
    'a text that starts with .Größe': 'Größe'.encode() * 200,
    'Git LFS': b'version https://git-lfs.github.com/spec/v1\noid sha256:0',
    'a safetensors file': b'\x10\0\0\0\0\0\0\0{"w": {"dtype"}}\0\0',
}


@pytest.mark.parametrize('kind', FOREIGN)
def test_foreign_files_are_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / 'weights.pth'
    path.write_bytes(FOREIGN[kind])
    with pytest.raises(CorruptCheckpointError, match=rf'weights\.pth is .*{kind}'):
        load_file(str(path))


@pytest.mark.parametrize('zipped', [True, False])
@pytest.mark.parametrize('share', [0.0, 0.3, 1.0])
def test_checkpoints_are_not_foreign(tmp_path: Path, zipped: bool, share: float):
    path = tmp_path / 'weights.pth'
    torch.save(dict(w=torch.randn(99)), path, _use_new_zipfile_serialization=zipped)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    assert detect_file_type(str(path)) is None


def test_other_pickles_are_not_named(tmp_path: Path) -> None:
    path = tmp_path / 'weights.pth'
    path.write_bytes(pickle.dumps([1, 2, 3]))
    assert detect_file_type(str(path)) is None
