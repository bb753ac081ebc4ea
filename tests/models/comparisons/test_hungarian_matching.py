"""Assignments against all permutations, and readouts by hand."""

from __future__ import annotations

from itertools import permutations

import pytest
import torch

from poseur.models.comparisons.hungarian_matching import (
    QueryPrediction,
    assign,
    matching_cost,
)
from poseur.models.comparisons.query_readout import read_keypoints


def test_the_cheapest_of_all_assignments():
    cost = torch.rand(2, 3, 4, 6, generator=torch.Generator().manual_seed(0))
    queries = assign(cost)
    assert queries.shape == (2, 3, 4) and queries.dtype == torch.long
    for problem, chosen in zip(cost.flatten(0, 1), queries.flatten(0, 1), strict=True):
        rows = torch.arange(4)
        sums = [problem[rows, list(each)].sum() for each in permutations(range(6), 4)]
        assert len(set(chosen.tolist())) == 4
        assert problem[rows, chosen].sum() == pytest.approx(min(sums).item())


def test_costs_that_are_not_finite_are_avoided():
    cost = torch.tensor([[[torch.nan, 1.0, 2.0], [3.0, torch.inf, torch.nan]]])
    assert assign(cost).tolist() == [[1, 0]]
    assert assign(torch.full((1, 2, 3), torch.nan)).shape == (1, 2)


def test_cost_by_hand():
    """The softmax is over both keypoints and the background."""
    logits = torch.tensor([[[1.0, 1.0, 1.0], [0.0, 5.0, 0.0]]])
    coords = torch.tensor([[[0.5, 0.5], [0.1, 0.2]]])
    target = torch.tensor([[[0.4, 0.7], [0.0, 0.0]]])
    cost = matching_cost(QueryPrediction(logits, coords), target, 5.0, 1.0)
    high, low = 148.41 / 150.41, 1 / 150.41  # e^5
    expected = [[5 * 0.3 - 1 / 3, 5 * 0.8 - low], [5 * 1.0 - 1 / 3, 5 * 0.3 - high]]
    torch.testing.assert_close(cost, torch.tensor([expected]), atol=1e-4, rtol=0)


@pytest.fixture
def contested() -> QueryPrediction:
    """Both keypoints are most probable in query 0; the last column is background."""
    probability = torch.tensor([[0.5, 0.4, 0.1], [0.3, 0.35, 0.35], [0.1, 0.1, 0.8]])
    coords = torch.tensor([[[0.0, 0.1], [0.2, 0.3], [0.4, 0.5]]])
    return QueryPrediction(probability.log()[None], coords)


def test_keypoints_do_not_share_a_query(contested):
    """0.5 + 0.35 is more than 0.3 + 0.4."""
    coords, scores = read_keypoints(contested, score_with_background=True)
    torch.testing.assert_close(coords, contested.coords[:, [0, 1]])
    torch.testing.assert_close(scores, torch.tensor([[0.5, 0.35]]))


def test_background_is_left_out_of_scores(contested):
    coords, scores = read_keypoints(contested)
    torch.testing.assert_close(coords, contested.coords[:, [0, 1]])
    torch.testing.assert_close(scores, torch.tensor([[0.5 / 0.9, 0.35 / 0.65]]))


def test_argmax_may_share_a_query(contested):
    coords, scores = read_keypoints(contested, 'argmax', score_with_background=True)
    torch.testing.assert_close(coords, contested.coords[:, [0, 0]])
    torch.testing.assert_close(scores, torch.tensor([[0.5, 0.4]]))


def test_unknown_readout(contested):
    with pytest.raises(ValueError, match="readout='best'; use one of assignment, arg"):
        read_keypoints(contested, 'best')
