"""Matching, losses and readout of PRTR on predictions that its authors' code stored."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from poseur.models.comparisons.hungarian_matching import (
    QueryPrediction,
    matching_cost,
)
from poseur.models.comparisons.query_readout import read_keypoints
from poseur.models.comparisons.set_loss import SetLoss
from tests.helpers.deterministic_weights import det_tensor
from tests.helpers.prtr_references import (
    OFFICIAL,
    losses_of,
    stored_prediction,
    to_image,
)

from .conftest import assert_close

FILES = ['prtr_loss', *OFFICIAL.values()]


@pytest.fixture(params=FILES)
def reference(request, golden) -> dict[str, np.ndarray]:
    return golden(f'seed_systems/{request.param}')


@pytest.fixture
def prediction(reference) -> QueryPrediction:
    """The predictions of a file; those of ``prtr_loss`` are made from names."""
    if 'pred_logits' in reference:
        return stored_prediction(reference)
    return random_prediction()


def random_prediction() -> QueryPrediction:
    logits = det_tensor('prtr/logits', (6, 2, 100, 18), 'normal:1.5')
    coords = det_tensor('prtr/coords', (6, 2, 100, 2), 'uniform:0.02:0.98')
    return QueryPrediction(torch.from_numpy(logits), torch.from_numpy(coords))


def labels(reference: dict) -> tuple[torch.Tensor, torch.Tensor]:
    target, weight = (
        torch.from_numpy(reference[name]) for name in ('target', 'target_weight')
    )
    return target, weight[..., 0]


def test_every_match(reference, prediction):
    target, _ = labels(reference)
    queries = SetLoss().match(prediction, target)
    assert np.array_equal(queries, reference['match_query'])


def test_every_loss(reference, prediction):
    losses = SetLoss()(prediction, *labels(reference))
    expected = losses_of(reference)
    assert losses.keys() == expected.keys()
    for name, value in expected.items():
        assert losses[name].item() == pytest.approx(value, rel=2e-5), name
    total = sum(losses.values()).item()
    assert total == pytest.approx(float(reference['loss_total']), rel=2e-5)


def test_readout(reference, prediction):
    coords, scores = read_keypoints(prediction.last)
    assert_close(to_image(coords.numpy(), reference), reference['preds'], 'preds')
    assert_close(scores[..., None], reference['scores'], 'scores')


def test_costs_and_gradients(golden):
    reference, prediction = golden('seed_systems/prtr_loss'), random_prediction()
    target, weight = labels(reference)
    cost = matching_cost(prediction.last, target)
    assert_close(cost, reference['cost'], 'cost')
    for values in prediction:
        values.requires_grad_()
    sum(SetLoss()(prediction, target, weight).values()).backward()
    gradient = prediction.logits.grad[:, :, ::10]
    assert_close(gradient, reference['grad_logits_slice'], 'logits')
    assert_close(prediction.coords.grad, reference['grad_coords'], 'coords')


def test_readout_with_background(golden):
    reference = golden('seed_systems/prtr_loss')
    last = random_prediction().last
    coords, scores = read_keypoints(last, score_with_background=True)
    in_image = to_image(coords.numpy(), reference)
    assert_close(in_image, reference['preds_with_background'], 'preds')
    assert_close(scores[..., None], reference['scores_with_background'], 'scores')
    other, _ = read_keypoints(last)
    assert not torch.equal(coords, other)
