from __future__ import annotations

import torch

from poseur.models import LearnedKeypointQueries
from tests.helpers.tiny_pose import feature_maps, pose_samples, tiny_head

LEARNED = dict(type='LearnedKeypointQueries')


def test_references_come_from_the_query_position_not_from_the_image():
    queries = LearnedKeypointQueries(num_keypoints=5, embed_dims=16)(
        torch.rand(3, 5, 2)
    )
    assert queries.content.shape == (3, 5, 16)
    assert queries.position.shape == (5, 16)
    first, second, third = queries.reference
    assert torch.equal(first, second) and torch.equal(second, third)
    assert 0 < first.min() < first.max() < 1
    assert not torch.equal(first[0], first[1]), 'keypoints start at distinct points'


def test_the_proposal_reaches_nothing_but_its_loss():
    """A change of the coarse bias changes the proposal but not the keypoints."""
    head = tiny_head(keypoint_encoder=LEARNED).eval()
    feats = feature_maps()
    before = head(feats)
    head.poseur.coarse_branch.fc_mu.bias.data += 0.3
    after = head(feats)
    assert (after.coarse.mu - before.coarse.mu).min() > 0.29
    torch.testing.assert_close(after.keypoints.mu, before.keypoints.mu)


def test_gradient_reaches_every_parameter():
    head = tiny_head(keypoint_encoder=LEARNED)
    losses = head.loss(feature_maps(), pose_samples())
    sum(loss for name, loss in losses.items() if 'loss' in name).backward()
    without = [n for n, p in head.named_parameters() if not p.grad.abs().sum()]
    assert not without
