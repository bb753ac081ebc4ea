"""Regions and labels of the keypoint loss."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch
from mmengine.structures import InstanceData

from poseur.detection.keypoint_samples import sample_keypoint_rois
from tests.helpers.tiny_detector import random_instances


def positives(owners: list[int]) -> SimpleNamespace:
    """Return regions of these people as the used part of mmdet's sampling result."""
    boxes = torch.rand(len(owners), 4) * 10
    boxes[:, 2:] += 20
    owners = torch.tensor(owners, dtype=torch.long)
    return SimpleNamespace(pos_priors=boxes, pos_assigned_gt_inds=owners)


def test_regions_get_the_keypoints_of_their_person():
    images = [random_instances(3), random_instances(0), random_instances(2)]
    images[0].keypoints_visible[1] = 0  # a person without any label
    images[2].keypoints_visible[1, :5] = 0
    sampled = [positives([0, 1, 2, 2]), positives([]), positives([1, 0])]
    samples = sample_keypoint_rois(sampled, images, 17, max_queries=600)
    assert sorted(samples.rois[:, 0].tolist()) == [0, 0, 0, 2, 2]
    for roi, keypoints, visible in zip(*samples, strict=True):
        image = int(roi[0])
        places = (sampled[image].pos_priors == roi[1:]).all(dim=1).nonzero()
        owner = sampled[image].pos_assigned_gt_inds[places.item()]
        assert torch.equal(keypoints, images[image].keypoints[owner])
        assert torch.equal(visible, images[image].keypoints_visible[owner])


@pytest.mark.parametrize(
    ('num_keypoints', 'max_queries', 'regions'),
    [(17, 600, 35), (17, 34, 2), (17, 5, 1)],
)
def test_no_image_has_more_queries_than_the_cap(num_keypoints, max_queries, regions):
    sampled = [positives([0] * 128), positives([0, 1] * 3)]
    images = [random_instances(1), random_instances(2)]
    samples = sample_keypoint_rois(sampled, images, num_keypoints, max_queries)
    per_image = [int((samples.rois[:, 0] == image).sum()) for image in range(2)]
    assert per_image == [regions, min(6, regions)]
    again = sample_keypoint_rois(sampled, images, num_keypoints, max_queries)
    assert not torch.equal(samples.rois, again.rois), 'always the same regions'


def test_a_region_without_labels_stands_in_where_there_is_none():
    images = [random_instances(0), random_instances(2, labeled=False)]
    samples = sample_keypoint_rois([positives([]), positives([0, 1])], images, 17, 600)
    assert samples.rois.shape == (1, 5) and samples.keypoints.shape == (1, 17, 2)
    assert not samples.visible.any()
    assert (samples.rois[:, 3:] > samples.rois[:, 1:3]).all()


def test_other_keypoints_than_those_of_the_head_are_refused():
    sampled = [positives([0])]
    with pytest.raises(ValueError, match=r'\[1, 17, 2\] but the head num_keypoints=16'):
        sample_keypoint_rois(sampled, [random_instances(1)], 16, 600)
    boxes_only = InstanceData(bboxes=torch.zeros(1, 4))
    with pytest.raises(ValueError, match="'bboxes'.* no keypoints .*pipeline"):
        sample_keypoint_rois(sampled, [boxes_only], 17, 600)
