from __future__ import annotations

import math

import pytest
import torch

from poseur.codecs import laplace_score, rle_score, score_keypoints

SIGMA = torch.tensor([[[0.1, 0.2], [0.05, 0.8]]], dtype=torch.float64)


def test_laplace_score_by_hand():
    scores = laplace_score(SIGMA)
    assert scores.shape == (1, 2)
    # 1 - exp(-2) = 0.864665, 1 - exp(-1) = 0.632121
    assert scores[0, 0].item() == pytest.approx(0.7 * 0.864665 * 0.632121, abs=1e-6)
    # 1 - exp(-4) = 0.981684, 1 - exp(-0.25) = 0.221199
    assert scores[0, 1].item() == pytest.approx(0.7 * 0.981684 * 0.221199, abs=1e-6)


def test_laplace_score_is_the_mass_within_the_interval():
    for half_width, sigma in ((0.2, 0.3), (0.1, 0.05)):
        x = torch.linspace(-half_width, half_width, 100_001, dtype=torch.float64)
        density = torch.exp(-x.abs() / sigma) / (2 * sigma)
        mass = torch.trapezoid(density, x)
        score = laplace_score(torch.full((1, 2), sigma), half_width, gain=1.0)
        assert score.item() == pytest.approx(mass.item() ** 2, rel=1e-5)


def test_limits():
    sure, unsure = torch.full((1, 2), 1e-8), torch.full((1, 2), 1e8)
    assert laplace_score(sure).item() == pytest.approx(0.7)
    assert laplace_score(sure, gain=1.0).item() == 1.0
    assert laplace_score(torch.zeros(1, 2)).item() == pytest.approx(0.7)
    assert 0 <= laplace_score(unsure).item() < 1e-10
    assert rle_score(torch.zeros(1, 2)).item() == 1.0
    assert rle_score(torch.ones(1, 2)).item() == 0.0


@pytest.mark.parametrize('score', [laplace_score, rle_score])
@pytest.mark.parametrize('axis', [0, 1])
def test_scores_fall_as_either_scale_grows(score, axis):
    sigma = torch.full((50, 2), 0.2, dtype=torch.float64)
    sigma[:, axis] = torch.linspace(0.02, 0.98, 50)
    assert (score(sigma).diff() < 0).all()


def test_names_in_a_config():
    torch.testing.assert_close(score_keypoints(SIGMA), laplace_score(SIGMA))
    wide = score_keypoints(SIGMA, type='laplace', half_width=0.4, gain=1.0)
    expected = (1 - math.exp(-4)) * (1 - math.exp(-2))
    assert wide[0, 0].item() == pytest.approx(expected)
    expected = torch.tensor([[0.85, 0.575]], dtype=torch.float64)
    torch.testing.assert_close(score_keypoints(SIGMA, type='rle'), expected)
    assert score_keypoints(SIGMA, type='none').tolist() == [[1.0, 1.0]]
    with pytest.raises(
        ValueError, match=r"type='gauss' .*\['laplace', 'none', 'rle'\]"
    ):
        score_keypoints(SIGMA, type='gauss')
