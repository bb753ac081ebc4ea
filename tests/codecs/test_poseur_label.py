"""Round trip from image to labels and back, through mmpose's transforms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mmengine.registry import init_default_scope
from mmpose.registry import KEYPOINT_CODECS, TRANSFORMS

from poseur.codecs import PoseurLabel

IMAGE_SIZE = (300, 200)  # width, height
FLIP_INDICES = [0, 2, 1, 4, 3]
KEYPOINTS = np.array([[90, 60], [110, 75], [70, 80], [104, 130], [78, 140]], np.float32)


def person(**kwargs) -> dict:
    """Return the results dict that a dataset passes to the transforms."""
    width, height = IMAGE_SIZE
    return dict(
        img=np.zeros((height, width, 3), np.uint8),
        img_shape=(height, width),
        bbox=np.array([[60, 50, 120, 150]], np.float32),
        keypoints=KEYPOINTS[None].copy(),
        keypoints_visible=np.ones((1, 5), np.float32),
        flip_indices=FLIP_INDICES,
    ) | dict(kwargs)


def crop_and_encode(
    results: dict, input_size: tuple[int, int], flip: bool, rotation: float
) -> dict:
    init_default_scope('mmpose')
    steps = [
        dict(type='GetBBoxCenterScale', padding=1.25),
        dict(type='RandomFlip', direction='horizontal', prob=float(flip)),
    ]
    for step in steps:
        results = TRANSFORMS.build(step)(results)
    results['bbox_rotation'] = np.array([rotation])
    encoder = dict(type='PoseurLabel', input_size=input_size)
    for step in (
        dict(type='TopdownAffine', input_size=input_size),
        dict(type='GenerateTarget', encoder=encoder),
    ):
        results = TRANSFORMS.build(step)(results)
    return results


def back_to_image(
    pixels: np.ndarray, results: dict, flip: bool, rotation: float
) -> np.ndarray:
    """Map crop pixels ``[K, 2]`` to image pixels with an explicit rotation matrix."""
    offset = (pixels / results['input_size'] - 0.5) * results['input_scale']
    angle = math.radians(rotation)
    turn = np.array(
        [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    )
    points = offset @ turn.T + results['input_center']
    if flip:
        points[:, 0] = IMAGE_SIZE[0] - 1 - points[:, 0]
        points = points[FLIP_INDICES]
    return points


@pytest.mark.parametrize('input_size', [(192, 256), (96, 96), (72, 96)])
@pytest.mark.parametrize('flip', [False, True])
@pytest.mark.parametrize('rotation', [0.0, 25.0, -80.0])
def test_there_and_back_again(input_size, flip, rotation):
    results = crop_and_encode(person(), input_size, flip, rotation)
    labels, weights = results['keypoint_labels'], results['keypoint_weights']
    assert labels.shape == (1, 5, 2) and labels.dtype == np.float32
    assert weights.tolist() == [[1] * 5]
    assert (labels > 0).all() and (labels < 1).all()

    codec = KEYPOINT_CODECS.build(dict(type='PoseurLabel', input_size=input_size))
    scores = np.linspace(0.1, 0.9, 5)[None]
    pixels, same_scores = codec.decode(labels, scores)
    assert same_scores is scores
    restored = back_to_image(pixels[0], results, flip, rotation)
    np.testing.assert_allclose(restored, KEYPOINTS, atol=1e-3)


def test_one_is_the_full_width_and_height():
    codec = PoseurLabel(input_size=(192, 256))
    encoded = codec.encode(np.array([[[96.0, 64.0], [0.0, 255.0]]]))
    np.testing.assert_allclose(
        encoded['keypoint_labels'], [[[0.5, 0.25], [0, 255 / 256]]]
    )
    decoded, _ = codec.decode(np.array([[[-0.25, 1.5]]]), np.ones((1, 1)))
    assert decoded.tolist() == [[[-48, 384]]]


def test_weights_of_unlabeled_and_cropped_keypoints():
    keypoints = KEYPOINTS[None].copy()
    keypoints[0, 1] = 290, 190  # in the image, but outside of the crop
    visible = np.array([[1, 1, 0, 1, 1]], np.float32)
    results = crop_and_encode(
        person(keypoints=keypoints, keypoints_visible=visible), (96, 128), False, 0.0
    )
    assert results['keypoint_weights'].tolist() == [[1, 0, 0, 1, 1]]
    assert (results['keypoint_labels'][0, 1] > 1).all()
    mirrored = crop_and_encode(
        person(keypoints=keypoints, keypoints_visible=visible), (96, 128), True, 0.0
    )
    assert mirrored['keypoint_weights'].tolist() == [[1, 0, 0, 1, 1]]
    assert mirrored['keypoint_labels'][0, 2, 0] < 0  # keypoints 1 and 2 are swapped


def test_inputs_are_not_changed():
    codec, labels = PoseurLabel(input_size=(192, 256)), np.full((1, 2, 2), 0.5)
    codec.decode(labels, np.ones((1, 2)))
    assert (labels == 0.5).all()
