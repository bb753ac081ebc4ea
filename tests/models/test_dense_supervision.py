from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from poseur.checkpoints import compare_keys, load_file, publish_checkpoint
from poseur.models import DenseSupervision
from tests.helpers.tiny_pose import (
    DENSE,
    feature_maps,
    head_config,
    pose_samples,
    tiny_estimator,
    tiny_head,
)

DETACHED = DENSE | dict(decoder_shapes_features=False)


def entropy_by_loops(scores, target, deviation: float) -> float:
    """The cross-entropy of one keypoint, cell by cell."""
    height, width = scores.shape
    cells = [(row, column) for row in range(height) for column in range(width)]
    wanted = {
        (row, column): math.exp(
            -((column + 0.5 - target[0] * width) ** 2) / (2 * deviation**2)
            - (row + 0.5 - target[1] * height) ** 2 / (2 * deviation**2)
        )
        for row, column in cells
    }
    total = sum(wanted.values())
    log_sum = math.log(sum(math.exp(scores[cell]) for cell in cells))
    logs = {cell: float(scores[cell]) - log_sum for cell in cells}
    return -sum(wanted[cell] / total * logs[cell] for cell in cells)


def test_the_loss_by_loops() -> None:
    module = DenseSupervision(4, 2, deviation=0.8, loss_weight=3.0).double()
    scores = torch.randn(2, 2, 3, 5).double()
    target = torch.rand(2, 2, 2).double()
    weight = torch.tensor([[1.0, 0.0], [1.0, 1.0]]).double()
    expected = [
        entropy_by_loops(scores[i, k], target[i, k], 0.8)
        for i, k in [(0, 0), (1, 0), (1, 1)]
    ]
    loss = module.loss(scores, target, weight)
    assert float(loss) == pytest.approx(3 * sum(expected) / 3)


def test_no_label_and_labels_far_outside_cost_nothing() -> None:
    module = DenseSupervision(4, 1)
    scores = torch.randn(1, 1, 8, 8, requires_grad=True)
    target = torch.full((1, 1, 2), 0.5)
    for place, weight in ((target, 0.0), (target + 9, 1.0)):
        loss = module.loss(scores, place, torch.full((1, 1), weight))
        assert float(loss.detach()) == 0
        loss.backward()
        assert not scores.grad.any()


def test_each_level_has_a_map_of_its_size() -> None:
    maps = feature_maps()
    scores = DenseSupervision(16, 5, levels=(0, 3))(maps)
    assert [s.shape[1:] for s in scores] == [(5, *maps[i].shape[-2:]) for i in (0, 3)]


def test_all_levels_and_the_proposals_are_supervised_in_training_only() -> None:
    head = tiny_head(**DETACHED)
    losses = head.loss(feature_maps(), pose_samples())
    dense = {name for name in losses if name.startswith('loss_dense')}
    assert dense == {'loss_dense0', 'loss_dense1', 'loss_dense2'}
    assert len(head(feature_maps()).score_maps) == 3
    assert head.eval()(feature_maps()).score_maps == ()


def test_the_decoder_leaves_the_features_alone() -> None:
    def gradients(**options) -> list[bool]:
        head = tiny_head(**DETACHED | options)
        maps = [feat.requires_grad_() for feat in feature_maps()]
        losses = head.loss(maps, pose_samples())
        sum(losses[f'loss_layer{index}'] for index in range(2)).backward()
        return [feat.grad is not None and bool(feat.grad.any()) for feat in maps]

    assert gradients() == [False] * 4
    assert gradients(decoder_shapes_features=True) == [True] * 4


def test_refinements_that_start_at_zero_keep_the_proposals() -> None:
    def deviation(zero_init: bool) -> float:
        decoder = head_config()['query_decoder'] | dict(zero_init=zero_init)
        output = tiny_head(**DETACHED, query_decoder=decoder).eval()(feature_maps())
        return float((output.keypoints.mu - output.coarse.mu).abs().max().detach())

    assert deviation(True) < 1e-4 < 1e-3 < deviation(False)


def test_published_files_have_no_part_of_it(tmp_path: Path) -> None:
    estimator = tiny_estimator(**DETACHED)
    source = tmp_path / 'epoch_1.pth'
    torch.save(dict(meta={}, state_dict=estimator.state_dict()), source)
    published = publish_checkpoint(str(source), str(tmp_path / 'published'))
    dense = {key for key in estimator.state_dict() if 'dense_supervision' in key}
    assert len(dense) == 4 and dense == set(published.removed)
    weights = load_file(published.path)['state_dict']
    assert set(weights) == set(estimator.state_dict()) - dense
    assert compare_keys(estimator, weights).exact
    del weights['head.poseur.coarse_branch.score.weight']
    assert not compare_keys(estimator, weights).exact
