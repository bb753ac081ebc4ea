"""Targets of PRTR, through the crop."""

from __future__ import annotations

import numpy as np
import pytest
from mmengine.registry import init_default_scope
from mmpose.registry import KEYPOINT_CODECS, TRANSFORMS

from poseur.codecs import PRTRLabel


@pytest.fixture
def encoded() -> dict:
    """Keypoints inside of the crop, outside of it, and unlabeled at the origin."""
    init_default_scope('mmpose')
    results = dict(
        img=np.zeros((200, 300, 3), np.uint8),
        bbox_center=np.array([[120.0, 100.0]], np.float32),
        bbox_scale=np.array([[60.0, 80.0]], np.float32),
        keypoints=np.array([[[105, 120], [180, 40], [0, 0]]], np.float32),
        keypoints_visible=np.array([[1, 1, 0]], np.float32),
        dataset_keypoint_weights=np.ones(3, np.float32),
    )
    codec = dict(type='PRTRLabel', input_size=(96, 128))
    return TRANSFORMS.build(dict(type='CropAndEncode', codec=codec))(results)


def test_every_labeled_keypoint_counts(encoded):
    assert encoded['keypoint_weights'].tolist() == [[1, 1, 0]]
    expected = [[[0.25, 0.75], [1.5, -0.25], [0, 0]]]
    np.testing.assert_allclose(encoded['keypoint_labels'], expected, atol=1e-6)
    assert encoded['keypoint_labels'].dtype == np.float32


def test_decoding_is_the_inverse(encoded):
    codec = KEYPOINT_CODECS.build(dict(type='PRTRLabel', input_size=(96, 128)))
    labels, scores = encoded['keypoint_labels'], np.array([[0.5, 0.25, 1.0]])
    pixels, same = codec.decode(labels, scores)
    assert same is scores
    np.testing.assert_allclose(pixels, [[[24, 96], [144, -32], [0, 0]]], atol=1e-4)


def test_all_are_labeled_by_default():
    encoded = PRTRLabel((96, 128)).encode(np.array([[[48.0, 64.0], [-1.0, 0.0]]]))
    assert encoded['keypoint_weights'].tolist() == [[1, 1]]
