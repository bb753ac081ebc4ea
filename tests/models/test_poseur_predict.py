"""Prediction of the whole model: pixels, scores, scales, flip test."""

from __future__ import annotations

import pytest
import torch
from mmengine.structures import InstanceData

from tests.helpers.tiny_pose import (
    FLIP_INDICES,
    INPUT_SIZE,
    images,
    pose_samples,
    tiny_estimator,
)


@pytest.fixture
def model():
    return tiny_estimator().eval().requires_grad_(False)


def predict(model, batch, **test_cfg) -> list[InstanceData]:
    model.test_cfg = test_cfg
    samples = model.predict(batch, pose_samples(len(batch)))
    return [sample.pred_instances for sample in samples]


def stacked(predicted: list[InstanceData], key: str) -> torch.Tensor:
    return torch.tensor([instance[key][0].tolist() for instance in predicted])


def test_pixels_scores_and_scales_of_the_image(model):
    batch = images()
    mu, sigma = model.head(model.extract_feat(batch)).keypoints
    predicted = predict(model, batch)
    for index, instance in enumerate(predicted):
        size = torch.tensor([60.0, 80.0]) * (index + 1)
        corner = torch.tensor([100.0, 50.0]) + index - size / 2
        expected = dict(
            keypoints=corner + mu[index] * size,
            keypoint_sigmas=sigma[index] * size,
            keypoint_scores=0.7 * (1 - torch.exp(-0.2 / sigma[index])).prod(-1),
        )
        for key, value in expected.items():
            assert instance[key].shape == (1, *value.shape)
            torch.testing.assert_close(torch.tensor(instance[key][0]).float(), value)


def test_score_of_the_config(model):
    batch = images()
    sigma = model.head(model.extract_feat(batch)).keypoints.sigma
    scores = {
        name: stacked(
            predict(model, batch, keypoint_score=dict(type=name)), 'keypoint_scores'
        )
        for name in ('rle', 'none')
    }
    torch.testing.assert_close(scores['rle'], (1 - sigma).mean(-1))
    assert torch.equal(scores['none'], torch.ones(2, 5))


@pytest.mark.parametrize('flip_test', [False, True])
def test_the_layer_of_the_config(model, flip_test):
    batch = images()
    output = model.head(model.extract_feat(batch))
    after = [output.coarse, *zip(*output.decoder.keypoints, strict=True)]
    assert not torch.allclose(after[0][0], after[1][0])
    for num_layers, (_, sigma) in enumerate(after):
        test_cfg = dict(num_layers=num_layers, flip_test=flip_test)
        predicted = predict(model, batch, keypoint_score=dict(type='rle'), **test_cfg)
        scores = (1 - sigma).mean(-1)
        if flip_test:
            mirrored = model.head(model.extract_feat(batch.flip(-1)))
            mirrored = mirrored.keypoints_after(num_layers).sigma[:, FLIP_INDICES]
            scores = (scores + (1 - mirrored).mean(-1)) / 2
        torch.testing.assert_close(stacked(predicted, 'keypoint_scores'), scores)
    with pytest.raises(ValueError, match=f'decoder has {len(after) - 1} layers; use'):
        predict(model, batch, num_layers=len(after))


@pytest.mark.parametrize(('shift_coords', 'pixels'), [(False, 0.0), (True, 1.0)])
def test_flip_test_averages_both_views(model, shift_coords, pixels):
    batch, width = images(), INPUT_SIZE[0]
    plain = model.head(model.extract_feat(batch)).keypoints
    mirrored = model.head(model.extract_feat(batch.flip(-1))).keypoints
    x, y = mirrored.mu.unbind(-1)
    mu = torch.stack([1 - x - pixels / width, y], dim=-1)[:, FLIP_INDICES]
    sigma = mirrored.sigma[:, FLIP_INDICES]

    predicted = predict(
        model,
        batch,
        flip_test=True,
        flip_fusion='mean',
        keypoint_score=dict(type='rle'),
        shift_coords=shift_coords,
    )
    for index in range(2):
        size = torch.tensor([60.0, 80.0]) * (index + 1)
        corner = torch.tensor([100.0, 50.0]) + index - size / 2
        expected = corner + (plain.mu[index] + mu[index]) / 2 * size
        ours = torch.tensor(predicted[index].keypoints[0]).float()
        torch.testing.assert_close(ours, expected)
        ours = torch.tensor(predicted[index].keypoint_sigmas[0]).float()
        torch.testing.assert_close(ours, (plain.sigma[index] + sigma[index]) / 2 * size)
    mean_sigma = (plain.sigma + sigma) / 2
    torch.testing.assert_close(
        stacked(predicted, 'keypoint_scores'), (1 - mean_sigma).mean(-1)
    )


@pytest.mark.parametrize('flip_fusion', ['mean', 'score', 'laplace'])
def test_flip_test_of_a_mirrored_image_is_the_mirrored_result(model, flip_fusion):
    batch = images()
    test_cfg = dict(flip_test=True, flip_fusion=flip_fusion)
    one = predict(model, batch, **test_cfg)
    other = predict(model, batch.flip(-1), **test_cfg)
    for index in range(2):
        center = 100 + index  # of the crop, in the image
        keypoints = torch.tensor(one[index].keypoints[0, FLIP_INDICES])
        keypoints[:, 0] = 2 * center - keypoints[:, 0]
        # 1e-10 in the denominator of the fusion pulls a little to the corner.
        torch.testing.assert_close(
            torch.tensor(other[index].keypoints[0]), keypoints, rtol=0, atol=0.01
        )
        for key in ('keypoint_scores', 'keypoint_sigmas'):
            torch.testing.assert_close(
                other[index][key][0], one[index][key][0, FLIP_INDICES]
            )
    change = stacked(one, 'keypoints') - stacked(other, 'keypoints')
    assert change.abs().max() > 0.1


def test_unknown_fusion_and_score_are_refused(model):
    with pytest.raises(ValueError, match="flip_fusion='max' .*'laplace'"):
        predict(model, images(), flip_test=True, flip_fusion='max')
    with pytest.raises(ValueError, match="type='heatmap' .*'rle'"):
        predict(model, images(), keypoint_score=dict(type='heatmap'))
