"""Heatmaps of Mask R-CNN: pixels as classes."""

from __future__ import annotations

import math

import pytest
import torch

from poseur.detection.keypoint_heads.roi_heatmap_head import (
    heatmap_peaks,
    pixel_classes,
)
from poseur.detection.keypoint_samples import KeypointSamples
from tests.helpers.tiny_detector import tiny_head

ROIS = torch.tensor([[0.0, 10, 20, 66, 132]])  # a pixel is 1 wide and 2 high


def test_classes_by_hand():
    points = torch.tensor([[0.0, 0.0], [0.999, 0.0], [0.5, 0.5], [1.0, 1.0]])
    assert pixel_classes(points, (4, 10)).tolist() == [0, 9, 2 * 10 + 5, 39]


@pytest.mark.parametrize('size', [(10.0, 40.0), (56.0, 56.0), (3.2, 300.5)])
def test_the_peak_is_where_the_heatmap_is_brightest(size):
    centers = torch.tensor([[12.0, 30.0], [0.0, 55.0]])
    x, y = torch.arange(56.0), torch.arange(56.0)[:, None]
    logits = torch.stack([-((x - cx) ** 2 + (y - cy) ** 2) / 40 for cx, cy in centers])
    points, values = heatmap_peaks(logits, *size)
    pixel = 1 / torch.tensor(size).clamp(max=56)  # of the coarser of both grids
    assert ((points - (centers + 0.5) / 56).abs() <= 0.51 * pixel).all()
    assert (values > -2).all()  # coarse pixels miss the top


def test_the_loss_is_the_cross_entropy_of_keypoints_in_their_box():
    head = tiny_head('heatmap')
    pooled, points = torch.randn(1, 64, 14, 14), torch.zeros(1, 17, 2)
    points[0, :4] = torch.tensor([[30.5, 51.0], [9.0, 50], [30, 132.1], [40, 50]])
    visible = torch.zeros(1, 17)
    visible[0, :3] = 1  # the first is inside, two are outside, others not labeled
    losses = head.loss(pooled, [], KeypointSamples(ROIS, points, visible))
    logits = head(pooled, [], ROIS)
    assert logits.shape == (1, 17, 56, 56)
    log_probability = logits[0, 0].flatten().log_softmax(dim=0).unflatten(0, (56, 56))
    torch.testing.assert_close(losses['loss_heatmap'], -log_probability[15, 20])
    nothing = head.loss(pooled, [], KeypointSamples(ROIS, points, 0 * visible))
    assert nothing['loss_heatmap'] == 0 and nothing['loss_heatmap'].requires_grad


def test_predictions_lie_in_the_box_and_score_a_probability():
    head = tiny_head('heatmap').eval()
    for parameter in head.tower.parameters():
        torch.nn.init.zeros_(parameter)
    found = head.predict(torch.randn(1, 64, 14, 14), [], ROIS, {})
    # Without features all pixels are alike.
    scores = torch.full((1, 17), 1 / 56**2)
    torch.testing.assert_close(found.keypoint_scores, scores)
    assert found.keypoint_sigmas is None

    head = tiny_head('heatmap').eval()
    found = head.predict(torch.randn(1, 64, 14, 14), [], ROIS, {})
    assert (found.keypoints >= ROIS[:, None, 1:3]).all()
    assert (found.keypoints <= ROIS[:, None, 3:]).all()
    assert ((found.keypoint_scores > 0) & (found.keypoint_scores <= 1)).all()


def test_learns_where_the_keypoints_are():
    head = tiny_head('heatmap')
    pooled = torch.randn(1, 64, 14, 14)
    points = ROIS[:, None, 1:3] + torch.rand(1, 17, 2) * torch.tensor([56.0, 112.0])
    samples = KeypointSamples(ROIS, points, torch.ones(1, 17))
    optimizer = torch.optim.Adam(head.parameters(), lr=2e-3)
    first = last = math.inf
    for step in range(80):
        last = head.loss(pooled, [], samples)['loss_heatmap']
        first = float(last) if step == 0 else first
        optimizer.zero_grad()
        last.backward()
        optimizer.step()
    assert first > 0.9 * math.log(56**2) and float(last) < 0.5 * first
    found = head.eval().predict(pooled, [], ROIS, {})
    assert (found.keypoints - points).norm(dim=-1).median() < 5
