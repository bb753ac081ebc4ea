"""The flip test in NumPy against the one in PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from mmpose.models.utils.tta import flip_coordinates

from poseur.deploy.flip import Prediction, flip_back, fuse
from poseur.structures.flip_fusion import FLIP_FUSIONS

SIZE = np.array([72, 96])


def prediction(seed: int, num_keypoints: int = 17) -> tuple[torch.Tensor, ...]:
    """Normalized keypoints, scales and scores of two crops."""
    generator = torch.Generator().manual_seed(seed)
    draw = [torch.rand(2, num_keypoints, d, generator=generator) for d in (2, 2, 1)]
    return draw[0], draw[1], draw[2][..., 0]


def in_pixels(mu, sigma, scores) -> Prediction:
    return Prediction(mu.numpy() * SIZE, sigma.numpy() * SIZE, scores.numpy())


@pytest.mark.parametrize('shift', [False, True])
@pytest.mark.parametrize('fusion', sorted(FLIP_FUSIONS))
def test_fusion(demo, fusion: str, shift: bool):
    metadata = demo.metadata.replace(shift_coords=shift, flip_fusion=fusion)
    (mu, sigma, scores), (mu2, sigma2, scores2) = prediction(0), prediction(1)
    mirrored = flip_back(in_pixels(mu2, sigma2, scores2), metadata)
    fused = fuse(in_pixels(mu, sigma, scores), mirrored, metadata)

    swap = list(metadata.flip_indices)
    mu2 = flip_coordinates(mu2.clone(), swap, shift, tuple(SIZE))
    expected, expected_scores = FLIP_FUSIONS[fusion](mu, scores, mu2, scores2[:, swap])
    np.testing.assert_allclose(fused.keypoints, expected * SIZE, atol=1e-3)
    np.testing.assert_allclose(fused.scores, expected_scores, atol=1e-6)
    sigma = (sigma + sigma2[:, swap]) / 2
    np.testing.assert_allclose(fused.sigmas, sigma * SIZE, atol=1e-4)
