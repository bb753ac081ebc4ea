"""Head of PRTR: prediction, flip test, precision and errors."""

from __future__ import annotations

import pytest
import torch
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS

from poseur.models.comparisons import PRTRHead
from poseur.models.comparisons.query_readout import read_keypoints
from tests.helpers.tiny_pose import FLIP_INDICES, INPUT_SIZE, pose_samples


def tiny_prtr(**kwargs) -> PRTRHead:
    """Build a head of two layers whose queries differ."""
    init_default_scope('mmpose')
    torch.manual_seed(0)
    head = MODELS.build(
        dict(
            type='PRTRHead',
            in_channels=6,
            num_keypoints=5,
            num_queries=12,
            embed_dims=16,
            transformer=dict(num_layers=2, num_heads=2, ffn_channels=32),
            decoder=dict(type='PRTRLabel', input_size=INPUT_SIZE),
        )
        | kwargs
    )
    torch.nn.init.normal_(head.class_embed.weight, std=0.5)
    torch.nn.init.normal_(head.coord_embed[4].weight, std=0.5)
    return head.eval()


@pytest.fixture
def views() -> list[list[torch.Tensor]]:
    """Maps of an image and of its mirror image; the first one is not used."""
    generator = torch.Generator().manual_seed(0)
    maps = torch.randn(2, 2, 6, 4, 3, generator=generator)
    return [[torch.zeros(2, 1, 8, 6), each] for each in maps]


def stacked(instances, key: str) -> torch.Tensor:
    return torch.tensor([instance[key][0].tolist() for instance in instances])


def test_pixels_and_scores(views):
    head = tiny_prtr()
    prediction = head(views[0])
    assert prediction.logits.shape == (2, 2, 12, 6)
    assert prediction.coords.shape == (2, 2, 12, 2)
    coords, scores = read_keypoints(prediction.last)
    found = head.predict(views[0], pose_samples())
    pixels = coords * torch.tensor(INPUT_SIZE)
    torch.testing.assert_close(stacked(found, 'keypoints'), pixels)
    torch.testing.assert_close(stacked(found, 'keypoint_scores'), scores)
    assert found[0].keypoints.shape == (1, 5, 2)


@pytest.mark.parametrize('shift', [False, True])
def test_flip_test_is_a_mean(views, shift):
    head = tiny_prtr()
    test_cfg = dict(flip_test=True, shift_coords=shift)
    found = head.predict(views, pose_samples(), test_cfg)
    (coords, scores), (mirrored, others) = (
        read_keypoints(head(view).last) for view in views
    )
    mirrored, others = mirrored[:, FLIP_INDICES], others[:, FLIP_INDICES]
    width, height = INPUT_SIZE
    x = (coords[..., 0] + 1 - mirrored[..., 0]) / 2 * width - shift / 2
    y = (coords[..., 1] + mirrored[..., 1]) / 2 * height
    pixels = torch.stack([x, y], dim=-1)
    torch.testing.assert_close(stacked(found, 'keypoints'), pixels)
    mean = (scores + others) / 2
    torch.testing.assert_close(stacked(found, 'keypoint_scores'), mean)


def test_settings_of_the_test(views):
    head, samples = tiny_prtr(), pose_samples()
    found = {
        readout: stacked(
            head.predict(views[0], samples, dict(readout=readout)), 'keypoint_scores'
        )
        for readout in ('assignment', 'argmax')
    }
    assert (found['argmax'] >= found['assignment']).all()
    assert (found['argmax'] > found['assignment']).any()
    lower = head.predict(views[0], samples, dict(score_with_background=True))
    assert stacked(lower, 'keypoint_scores').sum() < found['assignment'].sum()


def test_losses_of_every_layer_reach_all_weights(views):
    head = tiny_prtr().train()
    losses = head.loss(views[0], pose_samples())
    names = {f'loss_{kind}{layer}' for kind in ('class', 'coord') for layer in (0, 1)}
    assert losses.keys() == names | {'acc_pose'}
    assert 0 <= losses['acc_pose'] <= 1
    sum(losses[name] for name in names).backward()
    assert all(parameter.grad is not None for parameter in head.parameters())


def test_full_precision(views):
    head = tiny_prtr()
    expected = head(views[0])
    with torch.autocast('cpu', torch.bfloat16):
        found = head([feat.bfloat16() for feat in views[0]])
    assert found.coords.dtype == torch.float32
    rounded = head([feat.bfloat16().float() for feat in views[0]])
    torch.testing.assert_close(found.coords, rounded.coords)
    assert (expected.coords - rounded.coords).abs().max() > 0


def test_fewer_queries_than_keypoints():
    with pytest.raises(ValueError, match='num_queries=4 is less than the 5 keypoints'):
        tiny_prtr(num_queries=4)


def test_another_number_of_keypoints_in_the_data(views):
    message = 'the data has 4 keypoints but the head num_keypoints=5; use the metainfo'
    with pytest.raises(ValueError, match=message):
        tiny_prtr().loss(views[0], pose_samples(num_keypoints=4))


def test_another_number_of_channels(views):
    with pytest.raises(ValueError, match='6 channels, but model.head.in_channels=8'):
        tiny_prtr(in_channels=8)(views[0])


def test_keypoints_of_the_metainfo():
    metainfo = dict(from_file='configs/_base_/datasets/mpii.py')
    assert tiny_prtr(num_keypoints=None, metainfo=metainfo, num_queries=16)
    with pytest.raises(ValueError, match='num_keypoints or metainfo and got neither'):
        tiny_prtr(num_keypoints=None)
