from __future__ import annotations

import numpy as np
import pytest

from poseur.datasets import EllipseCutout

HEIGHT, WIDTH = 128, 96


def cut(**settings) -> np.ndarray:
    """Which pixels of a white crop become black, ``[H, W]``."""
    white = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    results = EllipseCutout(**settings)(dict(img=white, keypoints='untouched'))
    assert results['img'].dtype == np.uint8 and results['keypoints'] == 'untouched'
    assert set(np.unique(results['img'])) <= {0, 255}
    assert (results['img'] == results['img'][..., :1]).all()
    assert (white == 255).all()  # cached images stay as they are
    return results['img'][..., 0] == 0


def whole_cuts(count: int) -> list[np.ndarray]:
    """Cuts that lie within the crop completely."""
    cuts = [cut() for _ in range(count)]
    edges = (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1])
    return [black for black in cuts if not any(black[edge].any() for edge in edges)]


def test_radii_are_shares_of_the_width():
    sizes = np.array(
        [[black.any(axis).sum() for axis in (0, 1)] for black in whole_cuts(600)]
    )
    radii = sizes / 2 / WIDTH
    assert len(radii) > 30
    assert 0.19 < radii.min() < 0.22 and 0.3 < radii.max() < 0.41
    assert abs(np.corrcoef(radii.T)[0, 1]) < 0.5  # two draws, not one


def test_it_is_an_ellipse():
    for black in whole_cuts(100):
        width, height = black.any(0).sum(), black.any(1).sum()
        assert black.sum() == pytest.approx(np.pi / 4 * width * height, rel=0.06)
        rows = np.flatnonzero(black.any(1))
        middle = black[rows[0] : rows[-1] + 1]
        assert middle[len(middle) // 2].sum() >= width - 1


def test_centers_are_uniform_over_the_crop():
    """Then any pixel is black equally often, but for those near the edges."""
    share = np.mean([cut() for _ in range(1500)], axis=0)
    middle = share[HEIGHT // 2 - 15 : HEIGHT // 2 + 15, WIDTH // 2 - 5 : WIDTH // 2 + 5]
    # the mean area of an ellipse as a share of the crop: pi (0.3 W)^2 / (W H)
    assert middle.mean() == pytest.approx(np.pi * 0.09 * WIDTH / HEIGHT, abs=0.03)
    corners = share[[0, 0, -1, -1], [0, -1, 0, -1]]
    np.testing.assert_allclose(corners, middle.mean() / 4, atol=0.02)


def test_always_and_never():
    assert all(cut().any() for _ in range(100))
    assert not any(cut(prob=0.0).any() for _ in range(100))
    assert np.mean([cut(prob=0.3).any() for _ in range(1000)]) == pytest.approx(
        0.3, abs=0.05
    )
