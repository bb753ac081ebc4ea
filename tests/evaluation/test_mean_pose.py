import copy

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

import poseur.codecs
import poseur.datasets  # noqa: F401
from poseur.evaluation.mean_pose import average_pose, evaluate_mean_pose
from tests.helpers.tiny_coco import COCO, write_coco

SIZE = dict(input_size=(48, 64))


@pytest.fixture
def cfg(tmp_path):
    """Two people with the same keypoints in the same box: the mean is the truth."""
    init_default_scope('mmpose')
    content = copy.deepcopy(COCO)
    for person in content['annotations']:
        person['keypoints'][2::3] = [2] * 17
    pipeline = [
        dict(type='LoadImageStrict'),
        dict(type='GetBBoxCenterScale', padding=1.25),
        dict(type='TopdownAffine', **SIZE),
        dict(type='PackPoseInputs'),
    ]
    dataset = dict(type='CheckedCocoDataset', pipeline=pipeline, **write_coco(tmp_path))
    evaluator = dict(type='CocoMetric', ann_file=str(tmp_path / 'people.json'))
    write_coco(tmp_path, content)
    return Config(
        dict(
            model=dict(head=dict(decoder=dict(type='PoseurLabel', **SIZE))),
            train_dataloader=dict(dataset=dataset),
            test_dataloader=dict(dataset=dict(dataset, test_mode=True)),
            test_evaluator=evaluator,
        )
    )


def test_a_constant_pose_is_perfect_where_all_people_are_alike(cfg):
    assert evaluate_mean_pose(cfg)['coco/AP'] == pytest.approx(1.0)


def test_it_fails_where_people_differ(cfg, tmp_path):
    content = copy.deepcopy(COCO)
    mirrored = np.array(content['annotations'][1]['keypoints']).reshape(17, 3)
    mirrored[:, 0] = 70 - mirrored[:, 0]
    mirrored[:, 1] = 80 - mirrored[:, 1]
    content['annotations'][1]['keypoints'] = mirrored.flatten().tolist()
    write_coco(tmp_path, content)
    assert evaluate_mean_pose(cfg)['coco/AP'] < 0.2


def items(*people):
    """Return samples of a dataset; a keypoint is (x, y), or None without a label."""
    found = []
    for person in people:
        labels = InstanceData(
            keypoint_labels=torch.tensor([[point or (9.0, 9.0) for point in person]]),
            keypoint_weights=torch.tensor([[float(p is not None) for p in person]]),
        )
        sample = PoseDataSample()
        sample.gt_instance_labels = labels
        found.append(dict(data_samples=sample))
    return found


def test_mean_and_median_of_the_labeled_people():
    dataset = items(
        [(0.1, 0.2), None, None],
        [(0.2, 0.2), (0.6, 0.7), None],
        [(0.9, 0.5), (0.4, 0.1), None],
    )
    mean = [[0.4, 0.3], [0.5, 0.4], [0.5, 0.5]]
    np.testing.assert_allclose(average_pose(dataset), mean, rtol=1e-6)
    median = [[0.2, 0.2], [0.5, 0.4], [0.5, 0.5]]
    np.testing.assert_allclose(average_pose(dataset, 'median'), median, rtol=1e-6)
