from __future__ import annotations

import pytest
import torch

from poseur.models import SpatialCoarseBranch
from poseur.models.spatial_coarse_branch import expectation


def test_one_cell_is_read_at_its_center() -> None:
    probability = torch.zeros(1, 2, 3, 5)
    probability[0, 0, 0, 0] = probability[0, 1, 2, 3] = 1
    for radius in (None, 0, 1):
        read = expectation(probability, radius)
        expected = torch.tensor([[[0.5 / 5, 0.5 / 3], [3.5 / 5, 2.5 / 3]]])
        torch.testing.assert_close(read, expected)


def test_the_mean_is_taken_over_cells_near_the_peak() -> None:
    probability = torch.zeros(1, 1, 1, 8)
    probability[0, 0, 0] = torch.tensor([0.3, 0, 0, 0, 0.1, 0.4, 0.2, 0])
    near = (0.1 * 4.5 + 0.4 * 5.5 + 0.2 * 6.5) / 0.7
    everywhere = 0.3 * 0.5 + 0.7 * near
    assert expectation(probability, 1)[0, 0, 0] == pytest.approx(near / 8)
    assert expectation(probability, None)[0, 0, 0] == pytest.approx(everywhere / 8)
    assert expectation(probability, 0)[0, 0, 0] == pytest.approx(5.5 / 8)


def test_the_window_is_clipped_at_the_border() -> None:
    probability = torch.zeros(1, 1, 4, 4)
    probability[0, 0, 0, :2] = torch.tensor([0.6, 0.3])
    probability[0, 0, 3, 3] = 0.1
    x, y = expectation(probability, 1)[0, 0].tolist()
    assert x == pytest.approx((2 / 3 * 0.5 + 1 / 3 * 1.5) / 4)
    assert y == pytest.approx(0.5 / 4)


def test_scores_decide_the_location() -> None:
    branch = SpatialCoarseBranch(in_channels=2, num_keypoints=2)
    branch.score.weight.data = torch.eye(2)[:, :, None, None] * 50
    feat = torch.zeros(1, 2, 4, 6)
    feat[0, 0, 1, 4] = feat[0, 1, 3, 0] = 1
    mu, sigma = branch(feat)
    expected = torch.tensor([[[4.5 / 6, 1.5 / 4], [0.5 / 6, 3.5 / 4]]])
    torch.testing.assert_close(mu, expected)
    assert sigma.shape == (1, 2, 2) and ((sigma > 0) & (sigma < 1)).all()


def test_sigma_neither_trains_the_features_nor_the_scores() -> None:
    branch = SpatialCoarseBranch(in_channels=3, num_keypoints=2)
    feat = torch.randn(2, 3, 4, 4, requires_grad=True)
    branch(feat).sigma.sum().backward()
    assert feat.grad is None and branch.score.weight.grad is None
    assert branch.fc_sigma.weight.grad.any()
    branch(feat).mu.sum().backward()
    assert feat.grad.any() and branch.score.weight.grad.any()
