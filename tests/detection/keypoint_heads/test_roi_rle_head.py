"""RLE on pooled features: Poseur's coarse branch alone."""

from __future__ import annotations

import torch

from poseur.detection.keypoint_samples import KeypointSamples
from tests.helpers.tiny_detector import tiny_head


def test_loss_and_prediction_are_those_of_the_coarse_branch():
    head, pooled = tiny_head('rle'), torch.randn(2, 64, 14, 14)
    rois = torch.tensor([[0.0, 10, 20, 30, 60], [1, 0, 0, 100, 10]])
    points, visible = torch.rand(2, 17, 2) * 100, (torch.rand(2, 17) > 0.5).float()
    coarse = head.coarse_branch(head.tower(pooled))
    losses = head.loss(pooled, [], KeypointSamples(rois, points, visible))
    corners, sides = rois[:, None, 1:3], rois[:, None, 3:] - rois[:, None, 1:3]
    target, weight = (points - corners) / sides, visible[..., None].repeat(1, 1, 2)
    expected = head.coarse_loss(coarse, target, weight)
    torch.testing.assert_close(losses['loss_coarse'], expected)

    found = head.predict(pooled, [], rois, dict(keypoint_score=dict(type='rle')))
    torch.testing.assert_close(found.keypoints, corners + coarse.mu * sides)
    torch.testing.assert_close(found.keypoint_sigmas, coarse.sigma * sides)
    torch.testing.assert_close(found.keypoint_scores, (1 - coarse.sigma).mean(dim=-1))
