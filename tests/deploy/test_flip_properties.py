"""A prediction on the mirror image is flipped back exactly, and fused symmetrically."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poseur.deploy.flip import Prediction
from poseur.deploy.flip import flip_back as flip_back_exported
from poseur.deploy.metadata import ModelMetadata
from poseur.models.keypoint_distribution import KeypointDistribution
from poseur.models.poseur_head import flip_back
from poseur.structures import Skeleton
from poseur.structures.flip_fusion import FLIP_FUSIONS, fuse_flip

METADATA = ModelMetadata(
    model='any',
    input_size=(48, 64),
    padding=1.25,
    mean=(0.0, 0.0, 0.0),
    std=(1.0, 1.0, 1.0),
    bgr_to_rgb=True,
    keypoint_score=dict(type='sigma'),
    flip_test=True,
    flip_fusion='mean',
    shift_coords=False,
    flip_indices=(0,),
    skeleton=Skeleton(('a',), (), ((0, 0, 0),), (), (0.1,)),
)
places = st.floats(-1, 2, width=32)
shares = st.floats(0, 1, width=32)


@st.composite
def swaps(draw) -> list[int]:
    """Draw the partner of each keypoint: pairs, and keypoints of the middle."""
    order = draw(st.permutations(range(draw(st.integers(1, 20)))))
    pairs = draw(st.integers(0, len(order) // 2))
    partner = list(range(len(order)))
    for left, right in zip(order[:pairs], order[pairs : 2 * pairs], strict=True):
        partner[left], partner[right] = right, left
    return partner


@st.composite
def predictions(draw) -> tuple[list[int], np.ndarray, np.ndarray, np.ndarray]:
    """Draw partners, coordinates in crop widths, sigmas and scores of two people."""
    partners = draw(swaps())
    shape = (2, len(partners))
    return (
        partners,
        draw(arrays(np.float64, (*shape, 2), elements=places)),
        draw(arrays(np.float64, (*shape, 2), elements=shares)),
        draw(arrays(np.float64, shape, elements=shares)),
    )


@given(predictions(), st.booleans(), st.integers(8, 512))
def test_flipping_twice_changes_nothing(prediction, shift, width) -> None:
    partners, mu, sigma, _ = prediction
    metainfo = dict(flip_indices=partners, input_size=(width, 64))
    settings = dict(shift_coords=shift)
    once = KeypointDistribution(torch.tensor(mu), torch.tensor(sigma))
    for _ in range(2):
        once = flip_back(once, metainfo, settings)
    np.testing.assert_allclose(once.mu, mu, atol=1e-12)
    np.testing.assert_array_equal(once.sigma, sigma)


@given(predictions(), st.integers(8, 512))
def test_a_point_keeps_its_distance_to_the_other_edge(prediction, width) -> None:
    partners, mu, sigma, _ = prediction
    metainfo = dict(flip_indices=partners, input_size=(width, 64))
    point = KeypointDistribution(torch.tensor(mu), torch.tensor(sigma))
    for shift, edge in ((False, 1.0), (True, 1 - 1 / width)):
        back = flip_back(point, metainfo, dict(shift_coords=shift))
        for keypoint, partner in enumerate(partners):
            np.testing.assert_allclose(
                back.mu[:, keypoint, 0], edge - mu[:, partner, 0], atol=1e-12
            )
            np.testing.assert_array_equal(back.mu[:, keypoint, 1], mu[:, partner, 1])


@given(predictions(), st.booleans())
def test_exported_models_flip_as_pytorch_does(prediction, shift) -> None:
    partners, mu, sigma, scores = prediction
    size = (48, 64)
    metadata = METADATA.replace(
        input_size=size, flip_indices=tuple(partners), shift_coords=shift
    )
    exported = flip_back_exported(Prediction(mu * size, sigma, scores), metadata)
    metainfo = dict(flip_indices=partners, input_size=size)
    point = KeypointDistribution(torch.tensor(mu), torch.tensor(sigma))
    expected = flip_back(point, metainfo, dict(shift_coords=shift))
    np.testing.assert_allclose(exported.keypoints, expected.mu * torch.tensor(size))
    np.testing.assert_array_equal(exported.sigmas, expected.sigma)
    np.testing.assert_array_equal(exported.scores, scores[:, partners])


@pytest.mark.parametrize('fusion', FLIP_FUSIONS)
@given(predictions(), st.data())
def test_fusion_treats_both_views_alike_and_stays_between_them(
    fusion, prediction, data
) -> None:
    _, mu, _, scores = prediction
    other = data.draw(arrays(np.float64, mu.shape, elements=places))
    confidence = data.draw(arrays(np.float64, scores.shape, elements=shares))
    fused, score = fuse_flip(mu, scores, other, confidence, fusion)
    swapped, same_score = fuse_flip(other, confidence, mu, scores, fusion)
    np.testing.assert_allclose(score, same_score, atol=1e-9)
    if fusion != 'agreement':  # which keeps the first of two that are equally confident
        np.testing.assert_allclose(fused, swapped, atol=1e-9)
    confident = (np.maximum(scores, confidence) > 0.1)[..., None]
    between = (fused >= np.minimum(mu, other) - 1e-4) & (
        fused <= np.maximum(mu, other) + 1e-4
    )
    assert (between | ~confident).all()
    alone, _ = fuse_flip(mu, scores, mu, scores, fusion)
    np.testing.assert_allclose(alone[scores > 0.1], mu[scores > 0.1], atol=1e-4)
