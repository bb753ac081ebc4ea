"""The crop and its targets against the two transforms that they join."""

from __future__ import annotations

import copy

import cv2
import numpy as np
import pytest
from mmengine.config import Config
from mmengine.dataset import Compose
from mmengine.registry import DefaultScope
from mmpose.datasets.datasets.utils import parse_pose_metainfo

import poseur.datasets.transforms  # noqa: F401  (registers)
from poseur.datasets import CropAndEncode, topdown_affine

COCO = parse_pose_metainfo(dict(from_file='configs/_base_/datasets/coco.py'))
COLORS = [dict(type='PoseurPhotometricDistortion'), dict(type='EllipseCutout')]
PACK = dict(type='PackPoseInputs', pack_transformed=True)
CODECS = {
    'labels': dict(type='PoseurLabel', input_size=(72, 96)),
    'heatmaps': dict(
        type='MSRAHeatmap', input_size=(72, 96), heatmap_size=(18, 24), sigma=1.5
    ),
    'unbiased': dict(
        type='UDPHeatmap', input_size=(72, 96), heatmap_size=(18, 24), sigma=1.5
    ),
}


@pytest.fixture
def sample(tmp_path) -> dict:
    """One person as a dataset gives it to its pipeline."""
    rng = np.random.default_rng(0)
    picture = str(tmp_path / 'picture.png')
    cv2.imwrite(picture, rng.integers(0, 256, (120, 160, 3), np.uint8))
    visible = np.ones((1, 17), np.float32)
    visible[0, 3] = 0
    return dict(
        COCO,
        img_path=picture,
        img_id=1,
        id=1,
        bbox=np.array([[30.0, 20.0, 100.0, 110.0]], np.float32),
        bbox_score=np.ones(1, np.float32),
        keypoints=rng.uniform(0, 120, (1, 17, 2)).astype(np.float32),
        keypoints_visible=visible,
    )


def run(pipeline: list[dict], sample: dict) -> dict:
    """Run a pipeline with the random numbers of a fixed seed."""
    np.random.seed(3)
    with DefaultScope.overwrite_default_scope('mmpose'):
        return Compose(pipeline)(copy.deepcopy(sample))


def assert_same(first: object, second: object) -> None:
    """Compare nested results, arrays exactly."""
    assert type(first) is type(second)
    if isinstance(first, dict):
        assert first.keys() == second.keys()
        for key in first:
            assert_same(first[key], second[key])
    elif isinstance(first, (list, tuple)):
        for pair in zip(first, second, strict=True):
            assert_same(*pair)
    else:
        np.testing.assert_array_equal(np.asarray(first), np.asarray(second))


def before(repo_root) -> tuple[list[dict], list[dict]]:
    """Return the steps before the crop in training and in testing."""
    cfg = Config.fromfile(repo_root / 'configs/_base_/pipelines/topdown.py')
    return cfg.augmentation, cfg.loading


@pytest.mark.parametrize('codec', CODECS.values(), ids=CODECS)
@pytest.mark.parametrize('use_udp', [False, True], ids=['plain', 'udp'])
@pytest.mark.parametrize('colors', [[], COLORS], ids=['weak', 'strong'])
@pytest.mark.parametrize('pack', [[], [PACK]], ids=['unpacked', 'packed'])
def test_training_samples_are_those_of_the_two_transforms(
    repo_root, sample, codec, use_udp, colors, pack
):
    augmentation, _ = before(repo_root)
    joined = [dict(type='CropAndEncode', codec=codec, use_udp=use_udp), *colors]
    crop = dict(type='TopdownAffine', input_size=codec['input_size'], use_udp=use_udp)
    parts = [crop, *colors, dict(type='GenerateTarget', encoder=codec)]
    new = run([*augmentation, *joined, *pack], sample)
    old = run([*augmentation, *parts, *pack], sample)
    if pack:
        assert set(new['data_samples'].all_keys()) == set(
            old['data_samples'].all_keys()
        )
        new, old = (
            dict(inputs=each['inputs'].numpy(), **each['data_samples'].to_dict())
            for each in (new, old)
        )
        for key, value in list(new.items()):
            if hasattr(value, 'to_dict'):
                new[key], old[key] = value.to_dict(), old[key].to_dict()
    else:
        assert {'keypoint_labels', 'heatmaps'} & new.keys()
    assert_same(new, old)


@pytest.mark.parametrize('use_udp', [False, True], ids=['plain', 'udp'])
@pytest.mark.parametrize('labeled', [True, False], ids=['labels', 'no labels'])
def test_test_samples_are_those_of_the_crop(repo_root, sample, use_udp, labeled):
    if not labeled:
        del sample['keypoints'], sample['keypoints_visible']
    _, loading = before(repo_root)
    step = dict(
        type='CropAndEncode', codec=CODECS['labels'], use_udp=use_udp, encode=False
    )
    new = run([*loading, step], sample)
    assert_same(new, run([*loading, topdown_affine(step)], sample))
    assert new['img'].shape == (96, 72, 3) and 'keypoint_labels' not in new


def test_sizes_as_read_from_files(sample, repo_root):
    """A list from JSON or the command line is as good as a tuple."""
    codec = dict(CODECS['labels'], input_size=[72, 96])
    step = dict(type='CropAndEncode', codec=codec, encode=False)
    assert run([*before(repo_root)[1], step], sample)['input_size'] == (72, 96)


def test_what_is_missing_is_named(sample):
    with pytest.raises(ValueError, match='PoseurLabel.* has no input_size. Set it'):
        CropAndEncode(codec=dict(type='PoseurLabel'))
    del sample['keypoints']
    with pytest.raises(ValueError, match='no keypoints to encode. Set encode=False'):
        CropAndEncode(codec=CODECS['labels'])(sample)


@pytest.mark.parametrize('codec', CODECS)
def test_joint_weights_are_factors_of_the_targets(codec: str, sample: dict) -> None:
    factors = np.arange(1, 18, dtype=np.float32)
    sample['dataset_keypoint_weights'] = factors
    before = [dict(type='LoadImageStrict'), dict(type='GetBBoxCenterScale')]
    crop = dict(type='CropAndEncode', codec=CODECS[codec])
    plain = run([*before, crop], sample)['keypoint_weights']
    step = dict(crop, use_dataset_keypoint_weights=True)
    weighted = run([*before, step], sample)['keypoint_weights']
    assert plain.any() and set(np.unique(plain)) <= {0, 1}
    np.testing.assert_array_equal(weighted, plain * factors)
