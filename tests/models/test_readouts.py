from __future__ import annotations

import math

import pytest
import torch

from poseur.models import GaussianExpectation, LocalExpectation, UnbiasedExpectation
from poseur.models.readouts import build_readout

HEIGHT, WIDTH = 24, 32
READOUTS = [
    LocalExpectation(None),
    LocalExpectation(0),
    LocalExpectation(1),
    LocalExpectation(1, smooth_peak=True),
    GaussianExpectation(0.7),
    UnbiasedExpectation(),
]


def gaussian_map(
    x: float, y: float, deviation: float = 1.0, background: float = 0.0
) -> torch.Tensor:
    """Probability of a Gaussian at ``x, y``, in cells, over an even background."""
    columns, rows = (torch.arange(n).double() + 0.5 for n in (WIDTH, HEIGHT))
    squared = (rows[:, None] - y) ** 2 + (columns - x) ** 2
    gaussian = torch.exp(-squared / (2 * deviation**2))
    gaussian = (1 - background) * gaussian / gaussian.sum()
    return (gaussian + background / gaussian.numel())[None, None]


def in_cells(location: torch.Tensor) -> list[float]:
    return (location[0, 0] * torch.tensor([WIDTH, HEIGHT])).tolist()


@pytest.mark.parametrize('readout', READOUTS)
def test_one_cell_is_read_at_its_center(readout) -> None:
    probability = torch.zeros(1, 2, 3, 5)
    probability[0, 0, 0, 0] = probability[0, 1, 2, 3] = 1
    expected = torch.tensor([[[0.5 / 5, 0.5 / 3], [3.5 / 5, 2.5 / 3]]])
    torch.testing.assert_close(readout(probability), expected)


@pytest.mark.parametrize('readout', READOUTS)
def test_a_gaussian_at_the_center_of_a_cell(readout) -> None:
    location = in_cells(readout(gaussian_map(21.5, 7.5)))
    assert location == pytest.approx([21.5, 7.5], abs=1e-6)


@pytest.mark.parametrize(
    'readout',
    [LocalExpectation(None), LocalExpectation(6), UnbiasedExpectation()],
)
def test_a_gaussian_between_cells(readout) -> None:
    location = in_cells(readout(gaussian_map(21.8, 7.4)))
    assert location == pytest.approx([21.8, 7.4], abs=1e-3)


@pytest.mark.parametrize(('deviation', 'prior'), [(1.0, 1.0), (1.5, 2.0), (0.8, 3.0)])
def test_the_prior_pulls_toward_its_cell(deviation: float, prior: float) -> None:
    read = GaussianExpectation(prior)(gaussian_map(21.8, 7.4, deviation))
    kept = prior**2 / (prior**2 + deviation**2)
    expected = [21.5 + 0.3 * kept, 7.5 - 0.1 * kept]
    assert in_cells(read) == pytest.approx(expected, abs=1e-3)


def test_background_pulls_toward_the_center_unless_compensated() -> None:
    probability = gaussian_map(25.8, 5.4, background=0.4)
    biased = in_cells(LocalExpectation(None)(probability))
    expected = [0.6 * 25.8 + 0.4 * WIDTH / 2, 0.6 * 5.4 + 0.4 * HEIGHT / 2]
    assert biased == pytest.approx(expected, abs=1e-3)
    unbiased = in_cells(UnbiasedExpectation()(probability))
    assert unbiased == pytest.approx([25.8, 5.4], abs=1e-3)


def test_flat_maps_are_read_near_the_center() -> None:
    flat = torch.full((1, 1, 4, 5), 1 / 20)
    torch.testing.assert_close(UnbiasedExpectation()(flat), torch.full((1, 1, 2), 0.5))
    nearly_flat = gaussian_map(24, 12, background=0.98)
    x, y = in_cells(UnbiasedExpectation(min_foreground=0.2)(nearly_flat))
    assert x == pytest.approx(16 + 8 * 0.02 / 0.2, abs=1e-3)
    assert y == pytest.approx(12, abs=1e-3)


def test_the_mean_is_taken_over_cells_near_the_peak() -> None:
    probability = torch.zeros(1, 1, 1, 8)
    probability[0, 0, 0] = torch.tensor([0.3, 0, 0, 0, 0.1, 0.4, 0.2, 0])
    near = (0.1 * 4.5 + 0.4 * 5.5 + 0.2 * 6.5) / 0.7
    everywhere = 0.3 * 0.5 + 0.7 * near
    for radius, expected in ((1, near), (None, everywhere), (0, 5.5)):
        read = LocalExpectation(radius)(probability)
        assert read[0, 0, 0] == pytest.approx(expected / 8)
    weights = [0.1 * math.exp(-0.5), 0.4, 0.2 * math.exp(-0.5)]
    smooth = weights[0] * 4.5 + weights[1] * 5.5 + weights[2] * 6.5
    far = 0.3 * math.exp(-12.5)
    expected = (smooth + far * 0.5) / (sum(weights) + far)
    read = GaussianExpectation(1.0)(probability)
    assert read[0, 0, 0] == pytest.approx(expected / 8)


def test_a_peak_shared_by_cells_exceeds_a_lone_one() -> None:
    probability = 0.75 * gaussian_map(21.0, 7.0)
    probability[0, 0, 20, 3] += 0.25  # each cell of the Gaussian has less than 0.1
    location = in_cells(LocalExpectation(1)(probability))
    assert location == pytest.approx([3.5, 20.5], abs=1e-6)
    location = in_cells(LocalExpectation(2, smooth_peak=True)(probability))
    assert math.dist(location, [21.0, 7.0]) < 0.7


def test_the_window_is_clipped_at_the_border() -> None:
    probability = torch.zeros(1, 1, 4, 4)
    probability[0, 0, 0, :2] = torch.tensor([0.6, 0.3])
    probability[0, 0, 3, 3] = 0.1
    x, y = LocalExpectation(1)(probability)[0, 0].tolist()
    assert x == pytest.approx((2 / 3 * 0.5 + 1 / 3 * 1.5) / 4)
    assert y == pytest.approx(0.5 / 4)


@pytest.mark.parametrize('readout', READOUTS)
def test_mirror_images_are_read_at_mirrored_locations(readout) -> None:
    probability = torch.randn(2, 3, 6, 9).double().flatten(2).softmax(-1)
    probability = probability.unflatten(-1, (6, 9))
    expected = readout(probability) * torch.tensor([-1, 1]) + torch.tensor([1, 0])
    torch.testing.assert_close(readout(probability.flip(-1)), expected)


@pytest.mark.parametrize('readout', READOUTS[2:])
def test_gradients(readout) -> None:
    def read(scores: torch.Tensor) -> torch.Tensor:
        return readout(scores.flatten(2).softmax(-1).unflatten(-1, (5, 6)))

    scores = (3 * torch.randn(1, 2, 5, 6)).double().requires_grad_()
    assert torch.autograd.gradcheck(read, scores)


def test_bad_values_are_named() -> None:
    with pytest.raises(ValueError, match='radius=-1 must be None, 0 or above'):
        build_readout(-1, None)
    for name, key, value in (
        ('GaussianExpectation', 'deviation', 0.0),
        ('UnbiasedExpectation', 'min_foreground', 2.0),
    ):
        with pytest.raises(ValueError, match=f'{key}={value} must be above 0'):
            build_readout(None, {'type': name, key: value})
