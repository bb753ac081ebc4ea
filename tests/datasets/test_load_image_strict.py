from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.datasets.transforms import LoadImageStrict
from poseur.datasets.transforms.load_image_strict import UnreadableImageError

IMAGE = np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8)


def _load(path: Path, **options) -> dict:
    return LoadImageStrict(**options)(dict(img_path=str(path), id=42))


@pytest.mark.parametrize('ending', ['png', 'jpg', 'bmp', 'webp'])
def test_whole_files_are_loaded(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f'image.{ending}'
    cv2.imwrite(str(path), IMAGE)
    results = _load(path, to_float32=True)
    np.testing.assert_array_equal(results['img'], cv2.imread(str(path)))
    assert results['img'].dtype == np.float32
    assert results['img_shape'] == results['ori_shape'] == (40, 30)


@pytest.mark.parametrize('backend', ['cv2', 'pillow'])
@pytest.mark.parametrize('ending', ['png', 'jpg'])
@pytest.mark.parametrize('lost', [200, 1500])
def test_truncated_files_are_refused(
    tmp_path: Path, ending: str, backend: str, lost: int
) -> None:
    path = tmp_path / f'image.{ending}'
    cv2.imwrite(str(path), IMAGE)
    path.write_bytes(path.read_bytes()[:-lost])
    with pytest.raises(UnreadableImageError) as caught:
        _load(path, imdecode_backend=backend)
    message = str(caught.value)
    for part in (str(path), 'annotation 42', 'truncated', 'Copy the file again'):
        assert part in message


@pytest.mark.parametrize('backend', ['cv2', 'pillow'])
@pytest.mark.parametrize('content', [b'', b'<html>not found</html>'])
def test_files_that_are_no_images(tmp_path: Path, content: bytes, backend: str) -> None:
    path = tmp_path / 'image.jpg'
    path.write_bytes(content)
    with pytest.raises(UnreadableImageError, match=f'{path} .annotation 42.'):
        _load(path, imdecode_backend=backend)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImageError, match='none.jpg.*FileNotFoundError'):
        _load(tmp_path / 'none.jpg')


def test_pixels_that_are_there_already() -> None:
    results = LoadImageStrict()(dict(img=IMAGE, img_path=None))
    assert results['img'] is IMAGE
    assert results['ori_shape'] == (40, 30)
