"""Dots in known pixels, followed through reader, crop, flip and metric.

MPII's files count pixels from 1; images, crops and predictions count from 0.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from mmengine.evaluator import Evaluator
from mmengine.registry import DefaultScope
from mmpose.registry import DATASETS

import poseur.codecs
import poseur.datasets
import poseur.evaluation  # noqa: F401
from poseur.evaluation.mean_pose import predict_pose
from tests.helpers.tiny_coco import write_head_boxes, write_mpii

SIZE = 256
CODEC = dict(type='PoseurLabel', input_size=(SIZE, SIZE))
ZOOM = SIZE / 125  # the crop shows 1.25 x 200 x 0.5 pixels
TRUTH = np.array([[15 + 20 * (k % 4), 20 + 22 * (k // 4)] for k in range(16)])


@pytest.fixture(autouse=True)
def _scope():
    with DefaultScope.overwrite_default_scope('mmpose'):
        yield


@pytest.fixture
def arguments(tmp_path: Path) -> dict:
    """A person whose joints are white dots at ``TRUTH``, in pixels counted from 0."""
    person = dict(
        image='7.png',
        center=[46.0, 48.0],
        scale=0.5,
        joints=(TRUTH + 1.0).tolist(),
        joints_vis=[1] * 16,
    )
    files = write_mpii(tmp_path, [person])
    image = np.zeros((110, 97, 3), np.uint8)
    for x, y in TRUTH:
        image[y - 1 : y + 2, x - 1 : x + 2] = 255
    cv2.imwrite(str(tmp_path / 'images' / '7.png'), image)
    return files


def crop(flip: float) -> list[dict]:
    return [
        dict(type='LoadImageStrict'),
        dict(type='GetBBoxCenterScale', padding=1.25),
        dict(type='RandomFlip', prob=flip),
        dict(type='TopdownAffine', input_size=(SIZE, SIZE)),
    ]


def misses(sample: dict) -> np.ndarray:
    """Return distances [16] from keypoints to the nearest dot, in image pixels."""
    bright = (sample['img'].max(-1) > 127).astype(np.uint8)
    *_, centers = cv2.connectedComponentsWithStats(bright)
    dots = centers[1:]  # the first is the background
    assert len(dots) == 16
    keypoints = sample['transformed_keypoints'][0]
    distances = np.linalg.norm(keypoints[:, None] - dots[None], axis=-1)
    return distances.min(1) / ZOOM


@pytest.mark.parametrize('flip', [0.0, 1.0])
def test_keypoints_are_where_the_dots_are(arguments, flip):
    dataset = DATASETS.build(
        dict(type='CheckedMpiiDataset', pipeline=crop(flip), **arguments)
    )
    assert misses(dataset[0]).max() < 0.1


def test_the_flip_swaps_left_and_right(arguments):
    dataset = DATASETS.build(
        dict(type='CheckedMpiiDataset', pipeline=crop(1.0), **arguments)
    )
    joints = dataset.metainfo['keypoint_name2id']
    mirrored = dataset[0]['keypoints'][0, joints['left_wrist']]
    x, y = TRUTH[joints['right_wrist']]
    np.testing.assert_allclose(mirrored, [97 - 1 - x, y])


@pytest.mark.parametrize('flip', [0.0, 1.0])
def test_mmpose_reads_joints_one_pixel_off(arguments, flip):
    """The reason for our own reader: an error of one pixel in x and in y."""
    dataset = DATASETS.build(dict(type='MpiiDataset', pipeline=crop(flip), **arguments))
    np.testing.assert_allclose(misses(dataset[0]), 2**0.5, atol=0.1)


def score(
    arguments: dict,
    head: float,
    shift: tuple[float, float],
    dataset_type: str = 'CheckedMpiiDataset',
    metric_type: str = 'MpiiPCKh',
) -> dict[str, float]:
    """Score the training targets as predictions, shifted by image pixels."""
    boxes = Path(arguments['data_root']) / 'heads.mat'
    write_head_boxes(boxes, [[[10, 10], [10 + 0.6 * head, 10 + 0.8 * head]]])
    dataset = DATASETS.build(
        dict(
            type=dataset_type,
            test_mode=True,
            headbox_file=str(boxes),
            pipeline=[
                *crop(0.0),
                dict(type='GenerateTarget', encoder=CODEC),
                dict(type='PackPoseInputs'),
            ],
            **arguments,
        )
    )
    sample = dataset[0]['data_samples']
    predict_pose(sample, sample.gt_instance_labels.keypoint_labels[0].numpy())
    sample.pred_instances.keypoints += shift
    evaluator = Evaluator(dict(type=metric_type))
    evaluator.dataset_meta = dataset.metainfo
    evaluator.process([sample])
    return evaluator.evaluate(1)


def test_predicting_the_targets_is_without_error(arguments):
    """The head is so small that even PCKh@0.5 allows only 0.003 pixels."""
    scores = score(arguments, head=0.01, shift=(0, 0))
    assert scores['mpii/PCKh@0.5'] == 100


@pytest.mark.parametrize('shift', [(1, 0), (0, -1), (-1, 0), (0, 1)])
def test_one_pixel_is_one_pixel_in_every_direction(arguments, shift):
    """PCKh@0.5 allows 0.3 times the diagonal of the head box."""
    assert score(arguments, 1.01 / 0.3, shift)['mpii/PCKh@0.5'] == 100
    assert score(arguments, 0.99 / 0.3, shift)['mpii/PCKh@0.5'] == 0


def test_mmpose_misses_its_own_targets(arguments):
    """Its metric adds the pixel that its reader did not subtract."""
    mmpose = ('MpiiDataset', 'MpiiPCKAccuracy')
    assert score(arguments, 1.40 / 0.3, (0, 0), *mmpose)['PCK'] == 0
    assert score(arguments, 1.43 / 0.3, (0, 0), *mmpose)['PCK'] == pytest.approx(100)
    assert score(arguments, 0.01, (-1, -1), *mmpose)['PCK'] == pytest.approx(100)
