"""Keypoints stay on the pixels on which they were drawn."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from mmdet.registry import TRANSFORMS
from mmdet.structures.bbox import HorizontalBoxes
from mmengine.config import Config

import poseur.datasets
import poseur.detection.datasets  # noqa: F401
from poseur.detection.datasets import KeypointRandomCrop, KeypointRandomFlip
from poseur.structures.pixel_coordinates import from_pixel_indices
from tests.helpers.drawn_people import SWAPPED, draw, find_dots
from tests.helpers.third_party import fix_crop_offset

POINTS = np.array([[30, 14], [18, 26], [43, 35]], np.float32)
SIZES = [(64, 48), (65, 48), (64, 51), (67, 53)]
RESIZE = dict(type='mmdet.KeypointResize')
FLIP = dict(type='mmdet.KeypointRandomFlip', prob=1.0)
CROP = dict(type='mmdet.KeypointRandomCrop', crop_size=(60, 46))
WIDE_CROP = dict(CROP, crop_size=(84, 68))
PAD = dict(type='mmdet.Pad', size_divisor=32)
PIPELINES = {
    'enlarged': [dict(RESIZE, scale_factor=2.0)],
    'enlarged by a broken factor': [dict(RESIZE, scale=(150, 150), keep_ratio=True)],
    'reduced': [dict(RESIZE, scale=(50, 50), keep_ratio=True)],
    'stretched': [dict(RESIZE, scale=(97, 61), keep_ratio=False)],
    'mirrored': [FLIP],
    'cropped': [CROP],
    'padded': [PAD],
    'all': [dict(RESIZE, scale=(97, 97), keep_ratio=True), FLIP, PAD, WIDE_CROP],
    'all in another order': [CROP, FLIP, dict(RESIZE, scale_factor=1.7), PAD],
}


def sample(width: int, height: int, points: np.ndarray = POINTS) -> dict:
    """Return a sample whose image is filled by one person."""
    return dict(
        img=draw(points, width, height),
        img_shape=(height, width),
        gt_bboxes=HorizontalBoxes(torch.tensor([[0.0, 0.0, width, height]])),
        gt_bboxes_labels=np.zeros(1, np.int64),
        gt_ignore_flags=np.zeros(1, bool),
        gt_keypoints=from_pixel_indices(points)[None],
        gt_keypoints_visible=np.ones((1, 3), np.float32),
        flip_indices=SWAPPED,
    )


def apply(pipeline: list[dict], results: dict) -> dict:
    for transform in pipeline:
        results = TRANSFORMS.build(transform)(results)
    return results


def seen(results: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return visible keypoints ``[V, 2]`` and the centers of their dots."""
    order = SWAPPED if results.get('flip') else [0, 1, 2]
    visible = results['gt_keypoints_visible'][0] > 0
    dots = find_dots(results['img'][..., order][..., visible])
    return results['gt_keypoints'][0][visible], dots


def far_from_border(keypoints: np.ndarray, results: dict, margin: float) -> np.ndarray:
    """Return whether the dots of keypoints ``[V, 2]`` are entirely in the image."""
    size = np.array(results['img_shape'][::-1])
    return ((keypoints > margin) & (keypoints < size - margin)).all(-1)


@pytest.mark.parametrize('size', SIZES, ids=str)
@pytest.mark.parametrize('name', PIPELINES)
def test_keypoints_stay_on_their_dots(name: str, size: tuple[int, int]) -> None:
    measured = 0
    for _ in range(5):
        results = apply(PIPELINES[name], sample(*size))
        keypoints, dots = seen(results)
        whole = far_from_border(keypoints, results, margin=13)
        np.testing.assert_allclose(keypoints[whole], dots[whole], atol=0.05)
        measured += whole.sum()
    assert measured >= 5


def test_a_dot_of_one_pixel_is_mirrored_exactly() -> None:
    for width in (8, 9):
        results = sample(width, 6, np.array([[2, 1], [0, 3], [width - 1, 5]]))
        results['img'] = np.zeros((6, width, 3), np.uint8)
        for channel, (x, y) in enumerate([(2, 1), (0, 3), (width - 1, 5)]):
            results['img'][y, x, channel] = 255
        keypoints, dots = seen(apply([FLIP], results))
        np.testing.assert_array_equal(keypoints, dots)
        np.testing.assert_array_equal(keypoints[0], [width - 2.5, 1.5])


def test_two_flips_are_none() -> None:
    before, results = sample(65, 48), sample(65, 48)
    results['gt_keypoints_visible'][0, 1] = before['gt_keypoints_visible'][0, 1] = 0
    once = apply([FLIP], results)
    np.testing.assert_array_equal(once['gt_keypoints_visible'], [[1, 1, 0]])
    np.testing.assert_array_equal(once['gt_keypoints'][0, 2], [65 - 18.5, 26.5])
    twice = apply([FLIP], once)
    for key in ('img', 'gt_keypoints', 'gt_keypoints_visible'):
        np.testing.assert_array_equal(twice[key], before[key])
    assert torch.equal(twice['gt_bboxes'].tensor, before['gt_bboxes'].tensor)


def test_pictures_without_annotations_are_mirrored() -> None:
    picture = draw(POINTS, 64, 48)
    results = KeypointRandomFlip(1.0)(dict(img=picture))
    np.testing.assert_array_equal(results['img'], picture[:, ::-1])
    assert results['flip'] and results['flip_direction'] == 'horizontal'


def test_a_crop_cuts_people() -> None:
    """Every person who remains keeps the correct keypoints, visible or not."""
    names = np.arange(40)
    corners = np.random.default_rng(0).uniform(0, (180, 130), (40, 2))
    boxes = np.concatenate([corners, corners + (20, 30)], 1).astype(np.float32)
    offsets = np.array([[2, 3], [10, 15], [19, 28]], np.float32)
    lost = cut = 0
    for _ in range(20):
        results = sample(200, 160) | dict(
            gt_bboxes=HorizontalBoxes(torch.tensor(boxes)),
            gt_bboxes_labels=names,
            gt_ignore_flags=names % 7 == 0,
            gt_keypoints=boxes[:, None, :2] + offsets,
            gt_keypoints_visible=np.ones((40, 3), np.float32),
        )
        results = KeypointRandomCrop((90, 70))(results)
        kept = results['gt_bboxes_labels']
        assert results['img'].shape[:2] == results['img_shape'] == (70, 90)
        shift = results['homography_matrix'][:2, 2]
        moved = boxes[kept][:, None, :2] + offsets + shift
        np.testing.assert_allclose(results['gt_keypoints'], moved, atol=1e-4)
        inside = ((moved >= 0) & (moved < (90, 70))).all(-1)
        np.testing.assert_array_equal(results['gt_keypoints_visible'], inside)
        clipped = np.clip(boxes[kept] + np.tile(shift, 2), 0, [90, 70, 90, 70])
        np.testing.assert_allclose(results['gt_bboxes'].tensor, clipped, atol=1e-4)
        np.testing.assert_array_equal(results['gt_ignore_flags'], kept % 7 == 0)
        assert 'gt_instances_ids' not in results
        lost, cut = lost + 40 - len(kept), cut + (~inside).sum()
    assert lost > 100 and cut > 50, 'the crops were too mild to show anything'


def test_keypoints_stay_invisible_where_padding_covers_what_was_cropped() -> None:
    crop = dict(CROP, crop_size=(20, 20))
    results = apply([crop, dict(PAD, size_divisor=64)], sample(64, 48))
    keypoints, inside = results['gt_keypoints'][0], results['gt_keypoints_visible'][0]
    np.testing.assert_array_equal(
        inside, ((keypoints >= 0) & (keypoints < 20)).all(-1).astype(float)
    )
    assert results['img'].shape == (64, 64, 3) and inside.sum() < 3


def test_a_crop_without_people_can_be_refused() -> None:
    results = sample(64, 48)
    results['gt_bboxes'] = HorizontalBoxes(torch.tensor([[0.0, 0.0, 2.0, 2.0]]))
    crop = KeypointRandomCrop((8, 8), allow_negative_crop=False)
    fix_crop_offset(crop, (30, 30))
    assert crop(dict(results)) is None
    crop.allow_negative_crop = True
    empty = crop(dict(results))
    assert empty['gt_keypoints'].shape == (0, 3, 2)
    assert empty['gt_keypoints_visible'].shape == (0, 3)


def test_large_scale_jittering_of_the_recipe(repo_root) -> None:
    """The training pipeline of the COCO config between loading and packing."""
    path = 'configs/mask_rcnn_poseur/_base_/datasets/coco_lsj.py'
    pipeline = Config.fromfile(repo_root / path).train_pipeline[2:-1]
    sizes, errors = [], []
    for _ in range(14):
        results = apply(pipeline, sample(320, 240, POINTS * 4))
        sizes.append(max(results['img_shape']))
        keypoints, dots = seen(results)
        whole = far_from_border(keypoints, results, margin=40)
        errors.extend(np.abs(keypoints - dots)[whole])
    assert max(sizes) == 1024 and min(sizes) < 512
    assert len(errors) > 5 and np.max(errors) < 0.1
