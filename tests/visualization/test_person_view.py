from __future__ import annotations

import numpy as np
import pytest

from poseur.visualization.person_view import PersonView

CENTER, SCALE = np.array([60.0, 40.0]), np.array([30.0, 40.0])


def view_of(image: np.ndarray, margin: float = 0.25) -> PersonView:
    return PersonView.cut_out(image, CENTER, SCALE, height=240, margin=margin)


def test_points_are_where_their_pixels_are() -> None:
    image = np.zeros((100, 120, 3), np.uint8)
    image[50, 70] = 255
    view = view_of(image)
    assert view.picture.shape == (240, 180, 3) and view.zoom == 4
    bright = view.picture[..., 0].astype(float).clip(min=40) - 40
    rows, columns = np.indices(bright.shape)
    found = [(columns * bright).sum(), (rows * bright).sum()] / bright.sum()
    assert view.place(np.array([70.0, 50.0])) == pytest.approx(found, abs=0.1)


def test_normalized_points_and_lengths() -> None:
    view = view_of(np.zeros((100, 120, 3), np.uint8))
    corner = CENTER - SCALE / 2
    assert view.place_normalized(np.zeros(2)) == pytest.approx(view.place(corner))
    assert view.length(np.array([0.5, 0.1])).tolist() == [60.0, 16.0]
    assert view.crop == pytest.approx(np.array([[29.5, 39.5], [149.5, 199.5]]))


def test_what_the_model_does_not_see_is_dark() -> None:
    image = np.full((100, 120, 3), 200, np.uint8)
    image[..., 2] = 100
    view = view_of(image)
    canvas = view.canvas()
    assert canvas[120, 90].tolist() == [200, 200, 100]
    assert canvas[20, 90].tolist() == [90, 90, 45]
    gray = view.canvas(0.5, colorful=False)[120, 90]
    assert len(set(gray.tolist())) == 1 and 75 < gray[0] < 100
    assert (view.picture[20, 90] == [200, 200, 100]).all()  # stays as it is
