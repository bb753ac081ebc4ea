"""Losses of a set, by hand."""

from __future__ import annotations

import pytest
import torch

from poseur.models.comparisons.hungarian_matching import QueryPrediction
from poseur.models.comparisons.set_loss import SetLoss

TARGET = torch.tensor([[[0.5, 0.25], [0.0, 0.0]]])
WEIGHT = torch.tensor([[1.0, 0.0]])  # the second keypoint is unlabeled


@pytest.fixture
def prediction() -> QueryPrediction:
    """One layer: query 2 is near keypoint 0, query 0 near the origin."""
    logits = torch.zeros(1, 1, 3, 3)
    coords = torch.tensor([[[[0.1, 0.1], [0.9, 0.9], [0.6, 0.2]]]])
    return QueryPrediction(logits.requires_grad_(), coords.requires_grad_())


def test_losses_by_hand(prediction):
    loss = SetLoss(class_weight=2.0, coord_weight=5.0)
    assert loss.match(prediction, TARGET).tolist() == [[[2, 0]]]
    losses = loss(prediction, TARGET, WEIGHT)
    # All classes are equally probable, and (0.1 + 0.05) / (2 * 1 person).
    assert losses['loss_class0'].item() == pytest.approx(2 * 1.0986, abs=1e-3)
    assert losses['loss_coord0'].item() == pytest.approx(5 * 0.075)
    assert losses.keys() == {'loss_class0', 'loss_coord0'}


def test_unlabeled_keypoints_teach_their_class_only(prediction):
    sum(SetLoss()(prediction, TARGET, WEIGHT).values()).backward()
    locations = prediction.coords.grad[0, 0].abs().sum(-1)
    assert (locations > 0).tolist() == [False, False, True]
    classes = prediction.logits.grad[0, 0].argmin(-1)  # the class that is raised
    assert classes.tolist() == [1, 2, 0]
    ratio = prediction.logits.grad[0, 0, 1, 2] / prediction.logits.grad[0, 0, 0, 1]
    assert ratio.item() == pytest.approx(0.1), 'background counts a tenth'


def test_the_number_of_labeled_keypoints_does_not_matter(prediction):
    """The distance is divided by the number of people only."""
    twice = QueryPrediction(*(value.repeat(1, 2, 1, 1) for value in prediction))
    weight = torch.tensor([[1.0, 0.0], [0.0, 0.0]])
    one, two = (
        SetLoss()(*each)['loss_coord0'].item()
        for each in (
            (prediction, TARGET, WEIGHT),
            (twice, TARGET.repeat(2, 1, 1), weight),
        )
    )
    assert two == pytest.approx(one / 2)


def test_a_diverged_model_has_a_loss(prediction):
    broken = QueryPrediction(prediction.logits, prediction.coords * torch.nan)
    losses = SetLoss()(broken, TARGET, torch.ones(1, 2))
    assert losses['loss_coord0'].isnan()
