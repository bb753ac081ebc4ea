"""What a detector sees: colors, scale and place of the image in its input."""

from __future__ import annotations

import numpy as np
import pytest

from poseur.deploy.detection.formats import FORMATS
from poseur.deploy.detection.letterbox import letterbox, network_input

NORMALIZED_BLUE = (200 - 103.53) / 57.375, -116.28 / 57.12, -123.675 / 58.395
NORMALIZED_BLACK = -103.53 / 57.375, -116.28 / 57.12, -123.675 / 58.395


@pytest.mark.parametrize(
    ('kind', 'corner', 'center'),
    [
        ('yolox', (200, 0, 0), (200, 0, 0)),
        ('rtmdet', NORMALIZED_BLUE, NORMALIZED_BLUE),
        ('nanodet', NORMALIZED_BLACK, NORMALIZED_BLUE),
        ('ultralytics', (114 / 255,) * 3, (0, 0, 200 / 255)),
    ],
)
def test_colors_and_padding(kind: str, corner, center) -> None:
    """A blue image, twice as wide as high, in a square input."""
    blue = np.zeros((4, 8, 3), np.uint8)
    blue[...] = 200, 0, 0
    pixels, _ = network_input(blue, (8, 8), FORMATS[kind])
    assert pixels.shape == (1, 3, 8, 8) and pixels.dtype == np.float32
    np.testing.assert_allclose(pixels[0, :, 0, 0], corner, atol=1e-4)
    np.testing.assert_allclose(pixels[0, :, 3, 4], center, atol=1e-4)


@pytest.mark.parametrize('centered', [True, False])
@pytest.mark.parametrize('shape', [(30, 100), (100, 30), (500, 301)])
def test_boxes_return_to_the_image(shape: tuple[int, int], centered: bool) -> None:
    """A white rectangle is found where it was, up to a pixel of the input."""
    height, width = shape
    image = np.zeros((*shape, 3), np.uint8)
    corners = np.array([width // 4, height // 4, 3 * width // 4, 3 * height // 4])
    image[corners[1] : corners[3], corners[0] : corners[2]] = 255
    padded, place = letterbox(image, (64, 96), centered, 0)
    assert padded.shape == (96, 64, 3)
    rows, columns = np.nonzero(padded[..., 0] > 127)
    found = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    returned = place.to_image(np.array([found], float), (width, height))
    np.testing.assert_allclose(returned, corners[None], atol=1.01 / place.scale)


def test_boxes_are_clipped() -> None:
    _, place = letterbox(np.zeros((50, 100, 3), np.uint8), (50, 50), True, 0)
    found = place.to_image(np.array([[-3.0, 0.0, 60.0, 50.0]]), (100, 50))
    assert found.tolist() == [[0, 0, 100, 50]]
