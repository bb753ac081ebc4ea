from __future__ import annotations

import numpy as np

from poseur.visualization.image_grid import (
    BAR,
    GAP,
    CaptionedImage,
    contact_sheet,
    image_grid,
    render,
)

IMAGE = np.full((50, 80, 3), 90, np.uint8)


def test_captions_fit_above_the_picture() -> None:
    rendered = render(
        CaptionedImage(IMAGE, 'a caption that is far too long for such a picture')
    )
    assert rendered.shape == (BAR + 50 + GAP, 80 + GAP, 3)
    assert (rendered[BAR : BAR + 50, :80] == 90).all()
    assert (rendered[:BAR] < 128).any() and (rendered[:BAR, 80:] == 255).all()


def test_the_legend_has_its_colors_below() -> None:
    rendered = render(
        CaptionedImage(IMAGE, '', (((0, 0, 255), 'red'), ((255, 0, 0), 'blue')))
    )
    legend = rendered[BAR + 50 :]
    assert (legend[:, :42] == [0, 0, 255]).all(-1).any()
    assert (legend[:, 42:] == [255, 0, 0]).all(-1).any()


def test_grids_keep_the_size_of_images() -> None:
    plain = CaptionedImage(IMAGE, 'a')
    long = CaptionedImage(IMAGE, 'b', (((0, 0, 255), 'c'),))
    grid = image_grid([plain, long, plain], columns=2)
    height, width = 2 * BAR + 50 + GAP, 80 + GAP
    assert grid.shape == (2 * height, 2 * width, 3)
    assert (grid[BAR : BAR + 50, width : width + 80] == 90).all()


def test_contact_sheet_places_pictures_row_by_row() -> None:
    pictures = [np.full((20, 40, 3), value, np.uint8) for value in (10, 20, 30)]
    sheet = contact_sheet(pictures, columns=2, size=(80, 50))
    assert sheet.shape == (100, 160, 3)
    corners = [sheet[0, 0, 0], sheet[0, 80, 0], sheet[50, 0, 0], sheet[50, 80, 0]]
    assert corners == [10, 20, 30, 255]
    assert sheet[39, 79, 0] == 10 and sheet[40, 0, 0] == 255  # 20x40 grown to 40x80
