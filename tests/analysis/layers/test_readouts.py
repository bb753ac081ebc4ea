"""Locations read from small maps, by hand."""

from __future__ import annotations

import math

import pytest
import torch

from poseur.analysis.layers.readouts import average_views, blur_kernel, read_locations


def test_views_are_averaged_as_probabilities() -> None:
    """The mirrored left hand is the right hand of the image, and its first cell."""
    image = torch.tensor([[[[0.8, 0.2]], [[0.5, 0.5]]]]).log()
    mirrored = torch.tensor([[[[0.1, 0.9]], [[0.4, 0.6]]]]).log() + 3.0
    averaged = average_views([image, mirrored], [1, 0])
    expected = torch.tensor([[[[0.7, 0.3]], [[0.7, 0.3]]]])
    assert torch.allclose(averaged, expected)
    assert torch.allclose(average_views([image], [1, 0]), image.exp())


def test_argmax_and_local_expectation_by_hand() -> None:
    """The far cell counts for neither."""
    probability = torch.tensor([[0.0, 0.1, 0.4, 0.2, 0.0, 0.3]]).view(1, 1, 1, 6)
    located = read_locations(probability, 1.0)
    assert located['argmax'].flatten().tolist() == pytest.approx([2.5 / 6, 0.5])
    x = (0.1 * 1.5 + 0.4 * 2.5 + 0.2 * 3.5) / 0.7 / 6
    assert located['local expectation'].flatten().tolist() == pytest.approx([x, 0.5])
    assert torch.equal(located['DARK'], located['argmax'])  # at the border


@pytest.mark.parametrize('deviation', [0.7, 1.0, 1.5])
def test_dark_finds_the_center_of_a_gaussian(deviation: float) -> None:
    x, y = torch.arange(20) + 0.5, torch.arange(16)[:, None] + 0.5
    squares = (x - 9.2) ** 2 + (y - 7.9) ** 2
    probability = torch.exp(-squares / (2 * deviation**2))[None, None]
    probability = probability / probability.sum()
    before = probability.clone()
    located = read_locations(probability, deviation)
    assert torch.equal(probability, before)
    found = located['DARK'].flatten() * torch.tensor([20, 16])
    assert found.tolist() == pytest.approx([9.2, 7.9], abs=0.05)
    found = located['argmax'].flatten() * torch.tensor([20, 16])
    assert found.tolist() == pytest.approx([9.5, 7.5])
    error = located['local expectation'].flatten() * torch.tensor([20, 16])
    assert 0.06 < math.dist(error.tolist(), [9.2, 7.9]) < 0.4


def test_kernels_are_those_of_mmpose() -> None:
    assert [blur_kernel(deviation) for deviation in (0.3, 1, 2, 3)] == [3, 5, 11, 17]
