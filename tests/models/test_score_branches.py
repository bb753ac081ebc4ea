"""The branches that read score maps, as parts of the model."""

from __future__ import annotations

import pytest
import torch

from tests.helpers.tiny_pose import (
    feature_maps,
    images,
    pose_samples,
    tiny_estimator,
    tiny_head,
)

UNBIASED = dict(type='UnbiasedExpectation')
BRANCHES = {
    'unbiased': dict(type='SpatialCoarseBranch', readout=UNBIASED, sigma='spread'),
    'gaussian': dict(
        type='SpatialCoarseBranch', readout=dict(type='GaussianExpectation')
    ),
    'axes': dict(type='AxisCoarseBranch', radius=4),
}


@pytest.fixture(params=BRANCHES)
def branch(request: pytest.FixtureRequest) -> dict:
    return BRANCHES[request.param]


def sized(branch: dict, width: int, height: int) -> dict:
    """Return the options of a head, for a map of a size."""
    if branch['type'] == 'AxisCoarseBranch':
        branch = branch | dict(map_size=(width, height))
    return dict(coarse_branch=branch, coarse_level=1)


def test_all_its_weights_are_trained(branch: dict) -> None:
    dense = dict(type='DenseSupervision', levels=(0, 2))
    head = tiny_head(**sized(branch, 5, 7), dense_supervision=dense)
    losses = head.loss(feature_maps(), pose_samples())
    own = 2 if branch['type'] == 'AxisCoarseBranch' else 1
    assert [name for name in losses if 'dense' in name] == [
        f'loss_dense{index}' for index in range(own + 2)
    ]
    sum(loss for name, loss in losses.items() if name.startswith('loss')).backward()
    assert all(p.grad.any() for p in head.poseur.coarse_branch.parameters())


def test_flip_test_of_a_mirrored_image_is_the_mirrored_result(branch: dict) -> None:
    model = tiny_estimator(**sized(branch, 6, 8)).eval().requires_grad_(False)
    torch.nn.init.normal_(model.head.poseur.coarse_branch.score.weight, std=0.3)
    model.test_cfg = dict(flip_test=True, num_layers=0)
    batch, samples = images(), pose_samples()
    here, there = (
        torch.stack(
            [
                torch.tensor(sample.pred_instances.keypoints[0])
                for sample in model.predict(view, samples)
            ]
        )
        for view in (batch, batch.flip(-1))
    )
    centers = torch.tensor([[100.0], [101.0]])  # of the crops
    swapped = there[:, [0, 2, 1, 4, 3]]
    torch.testing.assert_close(
        swapped[..., 0], 2 * centers - here[..., 0], atol=1e-2, rtol=0
    )
    torch.testing.assert_close(swapped[..., 1], here[..., 1], atol=1e-2, rtol=0)
    assert here.std(dim=1).min() > 1  # pixels
