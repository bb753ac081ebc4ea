"""DARK's targets, crops and decoding against those of its authors' code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from mmpose.models.losses import KeypointMSELoss
from mmpose.models.utils.tta import flip_heatmaps

from poseur.codecs import DarkHeatmap
from poseur.datasets import CropAndEncode, GetPixelBoxCenterScale, MinusOneAffine
from tests.helpers.seed_systems import assert_near, read_reference

SIZE, MAP = (192, 256), (48, 64)
CODEC = dict(type='DarkHeatmap', input_size=SIZE, heatmap_size=MAP, sigma=2)


@pytest.fixture
def codec() -> DarkHeatmap:
    return DarkHeatmap(SIZE, MAP, sigma=2)


@pytest.fixture(scope='module')
def reference(shared_dir: Path) -> dict[str, np.ndarray]:
    return read_reference(shared_dir / 'golden/seed_systems', 'dark_heatmap')


def to_crop(cells: np.ndarray) -> np.ndarray:
    """Return pixels of the crop for cells: centers coincide, the widths scale both."""
    return (cells - (23.5, 31.5)) * 191 / 47 + (95.5, 127.5)


def sample(center, scale, **entries) -> dict:
    return dict(
        img=np.zeros((480, 640, 3), np.uint8),
        bbox_center=np.array([center], np.float32),
        bbox_scale=np.array([scale], np.float32),
        **entries,
    )


def in_image(decoded: np.ndarray, cropped: dict) -> np.ndarray:
    """Move keypoints to the image as mmpose's estimator does."""
    scale = cropped['input_scale']
    return decoded / SIZE * scale + cropped['input_center'] - scale / 2


def test_targets(codec, reference) -> None:
    visible = reference['vis'][None, :, 0]
    encoded = codec.encode(to_crop(reference['joints'])[None], visible)
    assert encoded['heatmaps'].dtype == np.float32
    assert_near(encoded['heatmaps'], reference['target'], 'target')
    assert_near(encoded['keypoint_weights'].T, reference['target_weight'], 'weight')


def test_loss(reference) -> None:
    target, weight = (
        torch.from_numpy(np.stack([values, values[::-1]]))
        for values in (reference['target'], reference['target_weight'][:, 0])
    )
    loss = KeypointMSELoss(use_target_weight=True, loss_weight=0.5)
    ours = loss(torch.from_numpy(reference['heatmaps']), target, weight)
    assert float(ours) == pytest.approx(float(reference['loss']), rel=1e-5)


def test_decoding(codec, reference) -> None:
    for index, maps in enumerate(reference['heatmaps']):
        keypoints, scores = codec.decode(maps)
        assert keypoints.shape == (1, 17, 2)
        assert_near(scores[0, :, None], reference['maxvals'][index], 'scores')
        cells = (keypoints[0] / SIZE * (191, 255) - (95.5, 127.5)) * 47 / 191
        expected = reference['preds_heatmap'][index]
        assert_near(cells + (23.5, 31.5), expected, 'cells')
        center, scale = (
            reference[f'decode_{name}'][index] for name in ('center', 'scale')
        )
        crop = MinusOneAffine(SIZE)(sample(center, scale * 200))
        assert_near(in_image(keypoints[0], crop), reference['preds'][index], 'image')


def test_points_of_the_crop_and_the_map(reference, codec) -> None:
    center, scale = reference['decode_center'][0], reference['decode_scale'][0] * 200
    points = reference['affine_pts'][None]
    entries = dict(keypoints=points, keypoints_visible=np.ones((1, 2), np.float32))
    turned = dict(entries, bbox_rotation=np.array([-23.0]))  # the other way in mmpose
    crop = MinusOneAffine(SIZE)(sample(center, scale, **turned))
    found = crop['transformed_keypoints'][0]
    assert_near(found, reference['affine_img'], 'crop')
    peaks = codec.encode(found[None])['heatmaps'].reshape(2, -1).argmax(1)
    cells = np.stack([peaks % 48, peaks // 48], axis=-1)
    assert np.abs(cells - reference['affine_hm']).max() <= 0.5


def test_the_flip_needs_no_shift(reference) -> None:
    maps = torch.from_numpy(reference['heatmaps'])
    pairs = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]
    flipped = flip_heatmaps(maps, flip_indices=pairs, shift_heatmap=False)
    kept = reference['flip_back']
    assert_near(flipped[:, :, ::4, ::4], kept, 'flipped')


@pytest.mark.parametrize(
    ('cell', 'weight'),
    [
        ((-7.9, 30), 1),
        ((-8.01, 30), 0),
        ((53.9, 30), 1),
        ((54.01, 30), 0),
        ((20, -7.9), 1),
        ((20, 70.01), 0),
    ],
)
def test_which_keypoints_have_a_target(codec, cell, weight) -> None:
    encoded = codec.encode(to_crop(np.array([[cell]])))
    assert encoded['keypoint_weights'].tolist() == [[weight]]
    assert encoded['heatmaps'].any() == weight


@pytest.mark.parametrize('value', [0.0, -1.0])
def test_a_map_without_positive_values_gives_the_corner(codec, value) -> None:
    maps = np.full((2, 64, 48), value, np.float32)
    maps[1, 20, 10] = 1
    given = maps.copy()
    keypoints, scores = codec.decode(maps)
    assert np.array_equal(maps, given), 'the maps were changed'
    corner = np.array([0, (127.5 - 31.5 * 191 / 47) / 255 * 256])
    assert keypoints[0, 0] == pytest.approx(corner, abs=1e-4)
    assert scores.tolist() == [[value, 1]]


def test_it_finds_peaks_between_the_cells(codec) -> None:
    points = np.random.default_rng(0).uniform(40, 150, (1, 50, 2)).astype(np.float32)
    keypoints, _ = codec.decode(codec.encode(points)['heatmaps'])
    assert np.abs(keypoints * (191 / 192, 255 / 256) - points).max() < 0.02


def test_one_scale_for_both_axes() -> None:
    """The corners of a box are (W - 1) / (w - 1) times as far from the center."""
    corners = np.array([[[60, 40], [140, 160]]], np.float32)
    step = CropAndEncode(CODEC, minus_one=True, encode=False)
    crop = step(sample((100, 100), (80, 120), keypoints=corners))
    assert crop['bbox_scale'].tolist() == [[90, 120]]  # widened to 3:4
    ratio = 191 / 89
    expected = (corners - 100) * ratio + (95.5, 127.5)
    assert crop['transformed_keypoints'] == pytest.approx(expected, abs=1e-3)
    assert crop['input_scale'] == pytest.approx((89, 255 / ratio), rel=1e-5)
    tiny = step(sample((100, 100), (0.3, 0.4)))
    assert tiny['input_scale'][0] == 1


def test_two_ways_to_crop_are_refused() -> None:
    with pytest.raises(ValueError, match='minus_one=True are two ways to crop'):
        CropAndEncode(CODEC, use_udp=True, minus_one=True)


def test_the_center_of_the_pixels_of_a_box() -> None:
    step = GetPixelBoxCenterScale(padding=1.25)
    box = np.array([[10, 20, 50, 100]], np.float32)  # pixels 10 to 49 and 20 to 99
    found = step(dict(bbox=box))
    assert found['bbox_center'].tolist() == [[29.5, 59.5]]
    assert found['bbox_scale'].tolist() == [[50, 100]]
    with pytest.warns(UserWarning, match='existing'):
        kept = step(sample((7, 8), (20, 40), bbox=box))
    assert kept['bbox_center'].tolist() == [[7, 8]]
