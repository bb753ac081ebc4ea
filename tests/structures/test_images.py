from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.structures import UnreadableImageError, read_image


def test_pixels_of_a_file(tmp_path: Path) -> None:
    pixels = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    path = tmp_path / 'a.png'
    cv2.imwrite(str(path), pixels)
    for given in (path, str(path)):
        np.testing.assert_array_equal(read_image(given), pixels)


def test_truncated_jpegs_are_refused(tmp_path: Path) -> None:
    """OpenCV's own ``imread`` paints the missing part gray."""
    path = tmp_path / 'cut.jpg'
    cv2.imwrite(str(path), np.full((64, 64, 3), 200, np.uint8))
    path.write_bytes(path.read_bytes()[:-40])
    assert cv2.imread(str(path)) is not None
    with pytest.raises(UnreadableImageError, match=r'cut\.jpg is truncated or not an'):
        read_image(path)


@pytest.mark.parametrize('content', [b'', b'no image'])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / 'a.jpg').write_bytes(content)
    with pytest.raises(UnreadableImageError, match=r'a\.jpg is .* not an image'):
        read_image(tmp_path / 'a.jpg')
    with pytest.raises(UnreadableImageError, match=r'none\.jpg does not exist'):
        read_image(tmp_path / 'none.jpg')
