"""Poseur on regions: the same model with windows instead of crops."""

from __future__ import annotations

import pytest
import torch

from poseur.detection.keypoint_samples import KeypointSamples
from tests.helpers.tiny_detector import tiny_head

WIDTH, HEIGHT = 128, 96
STEPS = 250


def pyramid(images: int = 2) -> list[torch.Tensor]:
    """Maps of strides 4 to 64; the decoder samples the first four."""
    sizes = [(HEIGHT // s, WIDTH // s) for s in (4, 8, 16, 32)] + [(2, 2)]
    return [torch.randn(images, 64, *size) for size in sizes]


def test_a_region_as_large_as_the_image_is_a_crop():
    head, feats, pooled = tiny_head().eval(), pyramid(), torch.randn(2, 64, 14, 14)
    rois = torch.tensor([[i, 0.0, 0.0, WIDTH, HEIGHT] for i in range(2)])
    output = head(pooled, feats, rois)
    expected = head.poseur([head.tower(pooled)], head.poseur.memory(feats[:4]))
    torch.testing.assert_close(output.keypoints.mu, expected.keypoints.mu)
    torch.testing.assert_close(output.keypoints.sigma, expected.keypoints.sigma)


def test_unknown_arguments_are_named():
    with pytest.raises(TypeError, match="unexpected keyword argument 'num_queries'"):
        tiny_head(num_queries=17)


def test_no_regions_no_keypoints():
    for kind in ('poseur', 'poseur-dense', 'rle', 'heatmap'):
        head, pooled = tiny_head(kind).eval(), torch.randn(0, 64, 14, 14)
        found = head.predict(pooled, pyramid(), torch.zeros(0, 5), {})
        assert found.keypoints.shape == (0, 17, 2)
        assert found.keypoint_scores.shape == (0, 17)


@pytest.mark.parametrize('dtype', [torch.bfloat16, torch.float32])
def test_the_decoder_runs_in_full_precision(dtype):
    head = tiny_head().eval()
    feats, pooled = pyramid(1), torch.randn(1, 64, 14, 14)
    rois = torch.tensor([[0.0, 5, 5, 60, 90]])
    with torch.autocast('cpu', torch.bfloat16):
        output = head(pooled.to(dtype), [feat.to(dtype) for feat in feats], rois)
    assert output.keypoints.mu.dtype == torch.float32


def test_each_region_sees_its_own_image_and_no_other_region():
    head, feats, pooled = tiny_head().eval(), pyramid(), torch.randn(3, 64, 14, 14)
    rois = torch.tensor(
        [[1.0, 5, 5, 60, 90], [0, 30, 10, 100, 60], [1, -10, 50, 40, 110]]
    )
    together = head(pooled, feats, rois).keypoints.mu
    for index, roi in enumerate(rois):
        image = int(roi[0])
        alone = head(
            pooled[index : index + 1],
            [feat[image : image + 1] for feat in feats],
            torch.cat([torch.zeros(1), roi[1:]])[None],
        )
        torch.testing.assert_close(together[index], alone.keypoints.mu[0])
    changed = [feat.clone() for feat in feats]
    changed[0][0] += 1
    again = head(pooled, changed, rois).keypoints.mu
    assert torch.equal(again[[0, 2]], together[[0, 2]])
    assert not torch.equal(again[1], together[1])


@pytest.mark.parametrize('size', [(HEIGHT, WIDTH), (90, 110)])
def test_padding_by_a_larger_image_changes_nothing(size):
    """The same features alone, and in maps that a larger image has padded."""
    head, pooled = tiny_head().eval(), torch.randn(2, 64, 14, 14)
    feats, larger = pyramid(1), (160, 192)
    beside = [
        torch.randn(2, 64, larger[0] // s, larger[1] // s) for s in (4, 8, 16, 32)
    ]
    for alone, padded in zip(feats, beside, strict=False):
        padded[1, :, : alone.shape[2], : alone.shape[3]] = alone[0]
    rois = torch.tensor([[0.0, 5, 5, 60, 90], [0, 70, 50, 110, 90]])
    expected = head(pooled, feats, rois, [size])
    found = head(pooled, beside, rois + torch.eye(5)[0], [larger, size])
    for name in ('mu', 'sigma'):
        values = (getattr(output.keypoints, name) for output in (found, expected))
        torch.testing.assert_close(*values, rtol=0, atol=1e-4)
    blind = head(pooled, beside, rois + torch.eye(5)[0])
    assert (blind.keypoints.mu - expected.keypoints.mu).abs().max() > 1e-2


def test_the_decoder_reads_the_image_outside_of_the_box():
    head, feats, pooled = tiny_head().eval(), pyramid(1), torch.randn(1, 64, 14, 14)
    rois = torch.tensor([[0.0, 0, 0, 32, 32]])
    feats[0].requires_grad_()
    head(pooled, feats, rois).keypoints.mu.sum().backward()
    read = feats[0].grad[0].abs().sum(dim=0) > 0
    assert read[:8, :8].any()
    assert read[:, 9:].any() or read[9:].any()  # the box ends at the eighth cell


def test_targets_are_normalized_by_the_region():
    head, feats = tiny_head(), pyramid()
    rois = torch.tensor([[0.0, 20, 10, 60, 90], [1, 40, 30, 100, 50]])
    pooled, points = torch.randn(2, 64, 14, 14), torch.rand(2, 17, 2) * 100
    visible = (torch.rand(2, 17) > 0.3).float()
    losses = head.loss(pooled, feats, KeypointSamples(rois, points, visible))
    corners, sides = rois[:, None, 1:3], rois[:, None, 3:] - rois[:, None, 1:3]
    expected = head.poseur.loss(
        head(pooled, feats, rois), (points - corners) / sides, visible
    )
    assert set(losses) == {
        'loss_coarse', 'loss_layer0', 'loss_layer1', 'acc_coarse', 'acc_pose'
    }  # fmt: skip
    for name, value in expected.items():
        torch.testing.assert_close(losses[name], value)


def test_noisy_copies_are_queries_of_their_region():
    noisy = dict(type='NoisyReferencePoints', num_copies=3, num_noised=4)
    encoder = dict(type='KeypointEncoder', noisy_points=noisy)
    head = tiny_head(keypoint_encoder=encoder).train()
    rois = torch.tensor([[0.0, 20, 10, 60, 90], [1, 40, 30, 100, 50]])
    pooled, feats = torch.randn(2, 64, 14, 14), pyramid()
    output = head(pooled, feats, rois)
    assert output.keypoints.mu.shape == (2, 4 * 17, 2)
    start = output.decoder.references[0].unflatten(1, (4, 17))
    moved = (start[:, 1:] != start[:, :1]).any(dim=-1)  # [2, 3, 17]
    assert torch.equal(moved[0], moved[1]) and moved[0].sum() == 3 * 4
    layer = output.decoder.hidden[0].unflatten(1, (4, 17))
    changed = (layer[:, 1:] - layer[:, :1]).abs().amax(dim=-1) > 1e-6
    assert changed[moved].all()

    samples = KeypointSamples(rois, torch.rand(2, 17, 2) * 90, torch.ones(2, 17))
    assert head.loss(pooled, feats, samples)['loss_layer1'].isfinite()


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['poseur', 'poseur-dense'])
def test_learns_keypoints_outside_of_their_box(kind):
    head = tiny_head(kind).train()
    feats, pooled = pyramid(1), torch.randn(1, 64, 4, 4)
    rois = torch.tensor([[0.0, 40, 30, 80, 70]])
    points = torch.tensor([40.0, 30.0]) + (2 * torch.rand(1, 17, 2) - 0.5) * 40
    outside = ((points < rois[0, 1:3]) | (points > rois[0, 3:])).any(dim=-1)
    assert outside.sum() > 8
    samples = KeypointSamples(rois, points, torch.ones(1, 17))
    optimizer = torch.optim.Adam(head.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.02, STEPS)
    for _ in range(STEPS):
        losses = head.loss(pooled, feats, samples)
        optimizer.zero_grad()
        sum(value for name, value in losses.items() if 'loss' in name).backward()
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        found = head.eval().predict(pooled, feats, rois, {}).keypoints
    distances = (found - points).norm(dim=-1)[outside]
    assert distances.mean() < 3, distances
    beyond = (found < rois[0, 1:3]) | (found > rois[0, 3:])
    assert beyond.any(dim=-1)[outside].float().mean() > 0.8


SPATIAL = dict(
    dense_supervision=dict(type='DenseSupervision', levels=()),
    decoder_shapes_features=False,
)


UNBIASED = dict(readout=dict(type='UnbiasedExpectation'), sigma='spread')


@pytest.mark.parametrize('count', [2, 0])
@pytest.mark.parametrize(
    ('branch', 'num_losses'),
    [
        (dict(type='SpatialCoarseBranch'), 1),
        (dict(type='SpatialCoarseBranch', **UNBIASED), 1),
        (dict(type='AxisCoarseBranch', map_size=(14, 14)), 2),
    ],
)
def test_proposals_from_the_map_of_the_region(
    branch: dict, num_losses: int, count: int
) -> None:
    head = tiny_head(**SPATIAL | dict(coarse_branch=branch))
    feats = [feat.requires_grad_() for feat in pyramid()]
    rois = torch.tensor([[0.0, 5, 5, 60, 90], [1, 30, 10, 100, 60]])[:count]
    corners, extents = rois[:, None, 1:3], rois[:, None, 3:] - rois[:, None, 1:3]
    keypoints = corners + torch.rand(count, 17, 2) * extents
    samples = KeypointSamples(rois, keypoints, torch.ones(count, 17))
    losses = head.loss(torch.randn(count, 64, 14, 14), feats, samples)
    dense = {f'loss_dense{index}' for index in range(num_losses)}
    assert {name for name in losses if 'dense' in name} == dense
    assert bool(losses['loss_dense0'] > 0) is (count > 0)
    sum(loss for name, loss in losses.items() if name.startswith('loss')).backward()
    assert head.tower[0].conv.weight.grad.any() == (count > 0)
    assert all(feat.grad is None for feat in feats)
