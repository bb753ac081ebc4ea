from __future__ import annotations

import numpy as np

from poseur.visualization.image_grid import BAR, GAP, Tile, render, tile_sheet

PICTURE = np.full((50, 80, 3), 90, np.uint8)


def test_captions_fit_above_the_picture() -> None:
    tile = render(Tile(PICTURE, 'a caption that is far too long for such a picture'))
    assert tile.shape == (BAR + 50 + GAP, 80 + GAP, 3)
    assert (tile[BAR : BAR + 50, :80] == 90).all()
    assert (tile[:BAR] < 128).any() and (tile[:BAR, 80:] == 255).all()


def test_the_legend_has_its_colors_below() -> None:
    tile = render(Tile(PICTURE, '', (((0, 0, 255), 'red'), ((255, 0, 0), 'blue'))))
    legend = tile[BAR + 50 :]
    assert (legend[:, :42] == [0, 0, 255]).all(-1).any()
    assert (legend[:, 42:] == [255, 0, 0]).all(-1).any()


def test_sheets_keep_the_size_of_tiles() -> None:
    plain, long = Tile(PICTURE, 'a'), Tile(PICTURE, 'b', (((0, 0, 255), 'c'),))
    sheet = tile_sheet([plain, long, plain], columns=2)
    height, width = 2 * BAR + 50 + GAP, 80 + GAP
    assert sheet.shape == (2 * height, 2 * width, 3)
    assert (sheet[BAR : BAR + 50, width : width + 80] == 90).all()
