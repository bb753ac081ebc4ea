from __future__ import annotations

import numpy as np
import pytest
import torch

import poseur.codecs
from poseur.structures import fuse_flip
from poseur.structures.flip_fusion import FLIP_FUSIONS

COORDS = torch.tensor([[[10.0, 20.0]]], dtype=torch.float64)
FLIPPED = torch.tensor([[[14.0, 24.0]]], dtype=torch.float64)
SCORES = torch.tensor([[0.5]], dtype=torch.float64)
FLIP_SCORES = torch.tensor([[0.25]], dtype=torch.float64)


@pytest.mark.parametrize(
    ('fusion', 'weight', 'score'),
    [
        ('mean', 1 / 2, 0.375),
        # score: 0.5 / (0.5 + 0.25) of the way; (0.5 * 0.25 * (1 - 0.25)) ** 2
        ('score', 2 / 3, 0.09375**2),
        # laplace: 0.5^5 = 32 x 0.25^5
        ('laplace', 32 / 33, 0.375),
        # agreement: the points are far apart, and the first one has the higher score
        ('agreement', 1, 0.375),
    ],
)
def test_by_hand(fusion, weight, score):
    coords, scores = fuse_flip(COORDS, SCORES, FLIPPED, FLIP_SCORES, fusion)
    expected = weight * COORDS + (1 - weight) * FLIPPED
    torch.testing.assert_close(coords, expected, rtol=1e-7, atol=0)
    assert scores.shape == (1, 1)
    assert scores.item() == pytest.approx(score)


@pytest.mark.parametrize('fusion', sorted(FLIP_FUSIONS))
def test_two_equal_views_keep_their_coordinates(fusion):
    coords, scores = torch.rand(2, 5, 2).double(), 0.2 + 0.5 * torch.rand(2, 5).double()
    fused, fused_scores = fuse_flip(coords, scores, coords, scores, fusion)
    torch.testing.assert_close(fused, coords, rtol=0, atol=1e-6)
    expected = scores**4 if fusion == 'score' else scores
    torch.testing.assert_close(fused_scores, expected)


@pytest.mark.parametrize('fusion', sorted(FLIP_FUSIONS))
def test_the_views_are_interchangeable(fusion):
    coords, flipped = torch.rand(2, 2, 5, 2).double()
    scores, flip_scores = torch.rand(2, 2, 5).double()
    one = fuse_flip(coords, scores, flipped, flip_scores, fusion)
    other = fuse_flip(flipped, flip_scores, coords, scores, fusion)
    for first, second in zip(one, other, strict=True):
        torch.testing.assert_close(first, second)
    low, high = torch.minimum(coords, flipped), torch.maximum(coords, flipped)
    assert (one[0] >= low - 1e-4).all() and (one[0] <= high).all()


@pytest.mark.parametrize('fusion', sorted(FLIP_FUSIONS))
def test_views_without_any_score_stay_finite(fusion):
    zero = torch.zeros(1, 1)
    coords, scores = fuse_flip(COORDS.float(), zero, FLIPPED.float(), zero, fusion)
    assert coords.isfinite().all() and scores.item() == 0


@pytest.mark.parametrize('fusion', sorted(FLIP_FUSIONS))
@pytest.mark.parametrize('dtype', [torch.float32, torch.float64])
def test_arrays_are_fused_like_tensors(fusion, dtype):
    tensors = [torch.rand(3, 17, *dims).to(dtype) for dims in ((2,), (), (2,), ())]
    expected = fuse_flip(*tensors, fusion)
    fused = fuse_flip(*(tensor.numpy() for tensor in tensors), fusion)
    for array, tensor in zip(fused, expected, strict=True):
        assert isinstance(array, np.ndarray) and array.dtype == tensor.numpy().dtype
        np.testing.assert_allclose(array, tensor, rtol=1e-5)


def test_points_that_agree_are_averaged():
    coords = torch.tensor([[[0.5, 0.5], [0.5, 0.5]]])
    flipped = coords + torch.tensor([[[0.06, 0.07], [0.08, 0.07]]])  # 0.092 and 0.106
    scores, flip_scores = torch.tensor([[[0.9, 0.2]], [[0.1, 0.6]]])
    fused, _ = fuse_flip(coords, scores, flipped, flip_scores, 'agreement')
    torch.testing.assert_close(fused, torch.tensor([[[0.53, 0.535], [0.58, 0.57]]]))


def test_the_codecs_offer_it():
    assert poseur.codecs.fuse_flip is fuse_flip


def test_unknown_fusion_is_refused():
    with pytest.raises(ValueError, match=r"'median' .*'agreement', 'laplace', 'mean'"):
        fuse_flip(COORDS, SCORES, FLIPPED, FLIP_SCORES, 'median')
