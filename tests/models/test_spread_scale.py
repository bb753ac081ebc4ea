from __future__ import annotations

import math

import pytest
import torch

from poseur.models import SpreadScale


def gaussian(center: float, deviation: float, size: int) -> torch.Tensor:
    """Probabilities ``[1, 1, size]``; center and deviation in cells."""
    cells = torch.arange(size).double() + 0.5
    weights = torch.exp(-((cells - center) ** 2) / (2 * deviation**2))
    return (weights / weights.sum())[None, None]


def sigma(along_x: torch.Tensor, along_y: torch.Tensor, *mu: float) -> list[float]:
    location = torch.tensor([[mu]]).double()
    return SpreadScale()(along_x, along_y, location)[0, 0].tolist()


def test_the_scale_of_a_laplace_distribution_of_the_same_variance() -> None:
    scales = sigma(gaussian(20.3, 2.0, 40), gaussian(9.6, 1.5, 30), 20.3 / 40, 9.6 / 30)
    cell = 1 / 12
    expected = [math.sqrt((4 + cell) / 2) / 40, math.sqrt((2.25 + cell) / 2) / 30]
    assert scales == pytest.approx(expected, rel=1e-5)


def test_the_spread_around_another_point_is_larger() -> None:
    scales = sigma(gaussian(20, 2.0, 40), gaussian(15, 2.0, 30), 23 / 40, 15 / 30)
    assert scales[0] == pytest.approx(math.sqrt((4 + 9 + 1 / 12) / 2) / 40, rel=1e-5)
    assert scales[1] == pytest.approx(math.sqrt((4 + 1 / 12) / 2) / 30, rel=1e-5)


def test_an_even_distribution_and_a_single_cell() -> None:
    even = torch.full((1, 1, 7), 1 / 7).double()
    single = torch.zeros(1, 1, 5).double()
    single[..., 1] = 1
    scales = sigma(even, single, 0.5, 1.5 / 5)
    assert scales == pytest.approx([math.sqrt(1 / 24), math.sqrt(1 / 24) / 5])


def test_only_the_factors_are_trained() -> None:
    scale = SpreadScale()
    inputs = [torch.rand(2, 3, size, requires_grad=True) for size in (5, 4, 2)]
    scale(*inputs).sum().backward()
    assert all(value.grad is None for value in inputs)
    assert (scale.log_factor.grad > 0).all()


def test_each_axis_has_a_factor_and_no_sigma_is_above_one() -> None:
    scale, even = SpreadScale(), torch.full((1, 1, 4), 0.25)
    scale.log_factor.data = torch.tensor([math.log(2.0), math.log(99.0)])
    scales = scale(even, even, torch.full((1, 1, 2), 0.5))
    expected = torch.tensor([[[2 / math.sqrt(12), 1.0]]])
    torch.testing.assert_close(scales.detach(), expected)
