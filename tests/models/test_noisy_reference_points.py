from __future__ import annotations

import pytest
import torch
from torch import Tensor

from poseur.models import NoisyReferencePoints, RandomReferencePoints


def proposals(batch: int = 2, num_keypoints: int = 17) -> Tensor:
    return 0.2 + 0.6 * torch.rand(batch, num_keypoints, 2)


def test_noise_before_clipping():
    points = NoisyReferencePoints()
    noise, positions = points.draw(proposals(batch=4000))
    assert noise.shape == (4000, 12, 2)
    assert float(noise.mean()) == pytest.approx(0, abs=0.01)
    assert float(noise.std()) == pytest.approx(0.2**0.5, abs=0.01)
    x, y = noise.flatten(0, 1).T
    assert float((x * y).mean()) == pytest.approx(0, abs=0.01)  # uncorrelated
    assert len(set(positions.tolist())) == 12
    assert int(positions.min()) >= 0 and int(positions.max()) < 3 * 17


@pytest.mark.parametrize(
    ('num_copies', 'num_noised', 'num_keypoints', 'num_moved'),
    [(3, 4, 17, 12), (1, 20, 133, 20), (3, 4, 16, 12), (2, 5, 5, 10)],
)
def test_how_many_points_move(num_copies, num_noised, num_keypoints, num_moved):
    points = NoisyReferencePoints(num_copies, num_noised)
    proposal = proposals(3, num_keypoints)
    copies = points(proposal)
    assert copies.shape == (3, num_copies * num_keypoints, 2)
    moved = (copies != proposal.repeat(1, num_copies, 1)).any(-1)
    assert moved.sum(1).tolist() == [num_moved] * 3
    assert torch.equal(moved[0], moved[1]) and torch.equal(moved[0], moved[2])
    displaced = (copies - proposal.repeat(1, num_copies, 1))[:, moved[0]]
    assert not torch.equal(displaced[0], displaced[1])


def test_every_position_is_moved_equally_often():
    points, proposal = NoisyReferencePoints(num_copies=2, num_noised=2), proposals(1, 5)
    counts = torch.zeros(10)
    for _ in range(2000):
        copies = points(proposal)
        counts += (copies != proposal.repeat(1, 2, 1)).any(-1)[0]
    assert counts.sum() == 2000 * 4
    expected = 2000 * 4 / 10
    assert (counts - expected).abs().max() < 5 * (expected * 0.6) ** 0.5


def test_displacements_are_clipped_to_one():
    points, proposal = NoisyReferencePoints(bounds=(-9, 9)), proposals(4000)
    distance = points(proposal) - proposal.repeat(1, 3, 1)
    moved = distance[:, distance.abs().amax(dim=(0, 2)) > 0]
    assert moved.shape == (4000, 12, 2)
    assert float(moved.abs().max()) == pytest.approx(1, abs=1e-6)
    at_the_limit = (moved.abs() > 1 - 1e-6).float().mean()
    assert float(at_the_limit) == pytest.approx(0.0253, abs=0.003)  # |n| > sqrt 5


def test_copies_stay_within_the_bounds():
    proposal = torch.cat([torch.full((500, 17, 1), 1.5), torch.zeros(500, 17, 1)], -1)
    x, y = NoisyReferencePoints()(proposal).unbind(-1)
    assert float(x.max()) == pytest.approx(1.7)
    assert float(y.min()) == pytest.approx(-0.7)
    share = (x > 1.699).float().mean() * 51 / 12
    assert float(share) == pytest.approx(0.327, abs=0.03)  # P(noise > 0.2)


def test_too_many_noised_points_are_refused():
    with pytest.raises(ValueError, match='num_noised=4 .* only 3 keypoints; lower'):
        NoisyReferencePoints()(proposals(num_keypoints=3))


def test_random_points_fill_the_crop_evenly():
    drawn = RandomReferencePoints(num_copies=2)(proposals(2000, 5))
    assert drawn.shape == (2000, 10, 2)
    assert drawn.min() >= 0 and drawn.max() <= 1
    counts = torch.histc(drawn, bins=10, min=0, max=1)
    assert (counts - 4000).abs().max() < 5 * 60
