from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from poseur.models.layers.sampling import weighted_row_sum

ROWS = torch.tensor([[0, 3, 3, 5], [5, 5, 5, 5], [1, 0, 4, 3]])  # row 2 unused


def table_and_weights(channels: int = 3) -> tuple[Tensor, Tensor]:
    table = torch.randn(6, channels, dtype=torch.float64, requires_grad=True)
    weights = torch.randn(ROWS.shape, dtype=torch.float64, requires_grad=True)
    return table, weights


def test_hand_computed_sum():
    table = torch.arange(12.0).reshape(6, 2)
    sums = weighted_row_sum(table, torch.tensor([[1, 5]]), torch.tensor([[2.0, -1.0]]))
    assert sums.tolist() == [[2 * 2 - 10, 2 * 3 - 11]]


def test_gradients_are_those_of_the_definition():
    table, weights = table_and_weights()
    incoming = torch.randn(3, 3, dtype=torch.float64)
    expected = torch.autograd.grad(
        (table[ROWS] * weights[..., None]).sum(1), (table, weights), incoming
    )
    ours = torch.autograd.grad(
        weighted_row_sum(table, ROWS, weights), (table, weights), incoming
    )
    for one, other in zip(ours, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-13)
    assert not ours[0][2].any()


def test_gradients_are_those_of_embedding_bag():
    torch.manual_seed(1)
    table = torch.randn(50, 8, requires_grad=True)
    weights = torch.randn(40, 12, requires_grad=True)
    rows = torch.randint(50, (40, 12))
    incoming = torch.randn(40, 8)
    reference = F.embedding_bag(rows, table, per_sample_weights=weights, mode='sum')
    ours = weighted_row_sum(table, rows, weights)
    torch.testing.assert_close(ours, reference)
    pairs = zip(
        torch.autograd.grad(ours, (table, weights), incoming),
        torch.autograd.grad(reference, (table, weights), incoming),
        strict=True,
    )
    for one, other in pairs:
        torch.testing.assert_close(one, other)


def test_gradcheck():
    table, weights = table_and_weights()
    assert torch.autograd.gradcheck(
        lambda t, w: weighted_row_sum(t, ROWS, w), (table, weights)
    )


@pytest.mark.parametrize('wanted', ['table', 'weights'])
def test_only_the_wanted_gradient_is_computed(wanted):
    table, weights = table_and_weights()
    (weights if wanted == 'table' else table).requires_grad_(False)
    weighted_row_sum(table, ROWS, weights).sum().backward()
    assert (table.grad is None) == (wanted == 'weights')
    assert (weights.grad is None) == (wanted == 'table')
    if wanted == 'weights':
        torch.testing.assert_close(weights.grad, table[ROWS].sum(-1))


def test_a_gradient_that_is_not_contiguous():
    table, weights = table_and_weights()
    weighted_row_sum(table, ROWS, weights).t().sum().backward()  # stride 0
    expected = torch.zeros(6, dtype=torch.float64)
    expected.index_add_(0, ROWS.flatten(), weights.detach().flatten())
    torch.testing.assert_close(table.grad, expected[:, None].expand(-1, 3))
