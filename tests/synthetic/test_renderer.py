"""The canvas shows polygons at their coordinates."""

from __future__ import annotations

import numpy as np

from poseur.synthetic.renderer import Canvas


def test_picture_shows_the_painting_at_its_pixels():
    """A one-pixel square lands on the pixel of its coordinates."""
    canvas = Canvas(8, 8)
    square = np.array([[[2.75, 4.75], [3.25, 4.75], [3.25, 5.25], [2.75, 5.25]]])
    one = np.zeros(1, int)
    canvas.paint(square, np.full((1, 3), 255), one, one, np.zeros(1))
    picture = canvas.composite(np.zeros((8, 8, 3), np.uint8))
    assert picture[5, 3].tolist() == [255, 255, 255]
    assert picture.sum() == 3 * 255
