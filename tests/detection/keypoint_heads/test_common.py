"""The layers before a keypoint head, and its predictions in pixels."""

from __future__ import annotations

import torch

from poseur.detection.keypoint_heads.common import conv_tower, decode_regression
from poseur.models import KeypointDistribution


def test_scales_grow_with_the_region():
    rois = torch.tensor([[0.0, 10.0, 20.0, 30.0, 60.0]])
    mu = torch.tensor([[[1.5, 0.5]]])  # outside of the box
    sigma = torch.tensor([[[0.1, 0.2]]])
    decoded = decode_regression(KeypointDistribution(mu, sigma), rois, dict(type='rle'))
    assert decoded.keypoints.tolist() == [[[40.0, 40.0]]]
    torch.testing.assert_close(decoded.keypoint_sigmas, torch.tensor([[[2.0, 8.0]]]))
    torch.testing.assert_close(decoded.keypoint_scores, torch.tensor([[0.85]]))


def test_blocks_start_as_they_are_not_there():
    tower, feat = conv_tower(8, 32, num_convs=1, num_blocks=2), torch.randn(1, 8, 5, 5)
    assert len(tower) == 3
    torch.testing.assert_close(tower(feat), tower[:1](feat))
    torch.nn.init.ones_(tower[-1].branch[-1].weight)
    assert (tower(feat) - tower[:1](feat)).abs().max() > 0.1
