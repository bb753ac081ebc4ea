from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.structures import UnreadableImageError, read_image
from poseur.structures.images import check_pixels, to_uint8


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


EIGHT_BITS = np.arange(6 * 8 * 3, dtype=np.uint16).reshape(6, 8, 3) + 100


@pytest.mark.parametrize('factor', [1, 16, 256], ids=['8 bits', '12 bits', '16 bits'])
@pytest.mark.parametrize('suffix', ['.png', '.tiff'])
def test_bits_in_use_are_scaled_to_eight(
    tmp_path: Path, factor: int, suffix: str
) -> None:
    path = tmp_path / f'a{suffix}'
    cv2.imwrite(str(path), EIGHT_BITS * np.uint16(factor) + np.uint16(factor // 2))
    np.testing.assert_array_equal(read_image(path), EIGHT_BITS)


def test_floats_are_scaled_or_refused(tmp_path: Path) -> None:
    path = tmp_path / 'a.tiff'
    raw = [cv2.IMWRITE_TIFF_COMPRESSION, 1]
    cv2.imwrite(str(path), (EIGHT_BITS / 255).astype(np.float32), raw)
    np.testing.assert_array_equal(read_image(path), EIGHT_BITS)
    cv2.imwrite(str(path), np.linspace(0, 1, 600, dtype=np.float32).reshape(10, -1, 3))
    assert read_image(path).min() == 0  # the compression of OpenCV 4.11 writes less
    assert to_uint8(np.float32([[-0.01, 1.01]])).tolist() == [[0, 255]]
    cv2.imwrite(str(path), EIGHT_BITS.astype(np.float32), raw)
    problem = r'a\.tiff has values from 100 to 243, .* between 0 .* 8 bits per channel'
    with pytest.raises(UnreadableImageError, match=problem):
        read_image(path)
    for wrong in (np.float32([[0.5, np.nan]]), np.float32([[-1, 0]])):
        with pytest.raises(ValueError, match='has values from'):
            to_uint8(wrong)
    with pytest.raises(ValueError, match='values of the type int16'):
        to_uint8(np.int16([[1]]))


def png_header(width: int, height: int) -> bytes:
    """Return a PNG file that declares a size and holds a thousand bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack('>I', zlib.crc32(kind + content))
        return struct.pack('>I', len(content)) + kind + content + check

    header = chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b'IDAT', zlib.compress(bytes(1000)))
    return b'\x89PNG\r\n\x1a\n' + header + pixels + chunk(b'IEND', b'')


def test_images_too_large_for_opencv_are_refused(tmp_path: Path) -> None:
    path = tmp_path / 'a.png'
    path.write_bytes(png_header(100_000, 100_000))
    with pytest.raises(UnreadableImageError, match=r'a\.png cannot be decoded by Open'):
        read_image(path)
    cv2.imwrite(str(path), np.zeros((2, 32_767, 3), np.uint8))
    problem = r'a\.png has 32767x2 pixels, .* more than 32766 a side. Scale it down'
    with pytest.raises(UnreadableImageError, match=problem):
        read_image(path)
    with pytest.raises(ValueError, match='the image has 2x32767 pixels'):
        check_pixels(np.zeros((32_767, 2, 3), np.uint8))
    cv2.imwrite(str(path), np.zeros((2, 32_766, 3), np.uint8))
    assert read_image(path).shape == (2, 32_766, 3)


def test_folders_are_no_images(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImageError, match='is a folder. Check the path'):
        read_image(tmp_path)
