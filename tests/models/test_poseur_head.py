from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from mmpose.registry import MODELS

from poseur.models import KeypointDistribution
from poseur.models.poseur import pck_accuracy
from tests.helpers.tiny_pose import (
    feature_maps,
    head_config,
    images,
    pose_samples,
    tiny_estimator,
    tiny_head,
)

COCO = dict(from_file='configs/_base_/datasets/coco.py')


@pytest.mark.parametrize('training', [True, False])
@pytest.mark.parametrize(
    ('num_keypoints', 'num_levels', 'embed_dims'),
    [(1, 1, 64), (5, 2, 32), (23, 3, 32), (23, 4, 64), (1, 4, 32)],
)
def test_shapes(num_keypoints, num_levels, embed_dims, training):
    head = tiny_head(
        num_keypoints=num_keypoints, num_levels=num_levels, embed_dims=embed_dims
    ).train(training)
    output = head(feature_maps(3, embed_dims, num_levels))
    queries = (4 if training else 1) * num_keypoints
    assert output.coarse.mu.shape == output.coarse.sigma.shape == (3, num_keypoints, 2)
    mu, sigma = output.decoder.keypoints
    assert mu.shape == sigma.shape == (2, 3, queries, 2)
    assert output.decoder.references.shape == (3, 3, queries, 2)
    assert output.decoder.hidden.shape == (2, 3, queries, embed_dims)
    assert torch.equal(output.keypoints.mu, mu[1])
    assert torch.equal(output.keypoints.sigma, sigma[1])
    assert all(value.isfinite().all() for value in (*output.coarse, mu, sigma))


def test_images_do_not_mix():
    model, batch = tiny_estimator().double().eval(), images(3).double()
    together = model.head(model.extract_feat(batch)).keypoints
    for index in range(3):
        alone = model.head(model.extract_feat(batch[index : index + 1])).keypoints
        torch.testing.assert_close(together.mu[index], alone.mu[0])
        torch.testing.assert_close(together.sigma[index], alone.sigma[0])
    assert (together.mu[0] - together.mu[1]).abs().max() > 1e-3


def test_gradient_reaches_every_parameter():
    model = tiny_estimator().train()
    losses = model.loss(images(), pose_samples())
    sum(v for name, v in losses.items() if name.startswith('loss')).backward()
    unreached = [
        name
        for name, parameter in model.named_parameters()
        if parameter.grad is None or not parameter.grad.any()
    ]
    assert unreached == []
    assert all(p.grad.isfinite().all() for p in model.parameters())


def test_decoder_losses_do_not_train_the_coarse_branch():
    head, feats = tiny_head(), feature_maps()
    feats[-1].requires_grad_()
    losses = head.loss(feats, pose_samples())
    (losses['loss_layer0'] + losses['loss_layer1']).backward()
    assert all(p.grad is None for p in head.poseur.coarse_branch.parameters())
    assert feats[-1].grad.any()  # but they do train the map, through the memory


def test_losses_are_those_of_all_stages():
    head, feats, samples = tiny_head(), feature_maps(), pose_samples()
    samples[1].gt_instance_labels.keypoint_weights[0, 2] = 0
    torch.manual_seed(5)
    losses = head.loss(feats, samples)
    torch.manual_seed(5)  # the same noise again
    output = head(feats)
    labels = [sample.gt_instance_labels for sample in samples]
    target = torch.cat([label.keypoint_labels for label in labels])
    weight = torch.cat([label.keypoint_weights for label in labels])
    weight = weight[..., None].repeat(1, 1, 2)
    expected = dict(loss_coarse=head.poseur.coarse_loss(output.coarse, target, weight))
    for index, (mu, sigma) in enumerate(zip(*output.decoder.keypoints, strict=True)):
        expected[f'loss_layer{index}'] = head.poseur.decoder_loss(
            KeypointDistribution(mu, sigma),
            torch.cat([target] * 4, dim=1),
            torch.cat([weight] * 4, dim=1),
        )
    assert set(losses) == {*expected, 'acc_coarse', 'acc_pose'}
    for name, value in expected.items():
        assert value.requires_grad
        torch.testing.assert_close(losses[name], value)


def test_the_accuracy_is_that_of_the_queries_without_noise():
    head = tiny_head()
    output = head(feature_maps())
    exact = output.keypoints.mu[:, : head.num_keypoints].detach()
    losses = head.poseur.loss(output, exact, torch.ones(exact.shape[:2]))
    assert float(losses['acc_pose']) == 1
    copies = output.keypoints.mu[:, head.num_keypoints :].unflatten(1, (3, -1))
    distances = (copies - exact[:, None]).norm(dim=-1)
    assert distances.amax(dim=(0, 2)).min() > 0.05  # every group has a miss


def test_accuracy_by_hand():
    target = torch.full((2, 2, 2), 0.5)
    predicted = target.clone()
    predicted[0, 0, 0] += 0.049
    predicted[1, 0] += torch.tensor([0.04, 0.04])  # 0.057 away
    predicted[0, 1] += 0.3  # not labeled
    weight = torch.tensor([[1.0, 0.0], [1.0, 1.0]])
    assert float(pck_accuracy(predicted, target, weight)) == 0.75  # (1/2 + 1/1) / 2
    assert float(pck_accuracy(predicted, target, torch.zeros(2, 2))) == 0


def test_the_coarse_branch_on_the_backbones_last_map():
    branch = dict(type='CoarseBranch', in_channels=64)
    model = tiny_estimator(neck=dict(append_last_input=True), coarse_branch=branch)
    model.eval()
    stages = model.backbone(images())
    feats = model.neck(stages)
    assert len(feats) == 5 and feats[-1] is stages[-1]
    output = model.head(feats)
    assert torch.equal(output.coarse.mu, model.head.poseur.coarse_branch(stages[-1]).mu)
    queries = model.head.poseur.keypoint_encoder(output.coarse.mu)
    decoded = model.head.poseur.query_decoder(
        queries, model.head.poseur.memory(feats[:4])
    )
    assert torch.equal(output.keypoints.mu, decoded.keypoints.mu[-1])


@pytest.mark.parametrize('dtype', [torch.float32, torch.bfloat16])
def test_full_precision_under_autocast(dtype):
    head = tiny_head().eval()
    feats = [feat.to(dtype) for feat in feature_maps()]
    expected = deepcopy(head).double()([feat.double() for feat in feats]).keypoints
    with torch.autocast('cpu', torch.bfloat16):
        output = head(feats).keypoints
        losses = head.loss(feats, pose_samples())
    for ours, exact in zip(output, expected, strict=True):
        assert ours.dtype == torch.float32
        torch.testing.assert_close(ours.double(), exact, rtol=0, atol=1e-5)
    assert {value.dtype for value in losses.values()} == {torch.float32}


def test_number_of_keypoints():
    assert tiny_head(num_keypoints=None, metainfo=COCO).num_keypoints == 17
    with pytest.raises(ValueError, match='num_keypoints or metainfo and got both'):
        tiny_head(metainfo=COCO)
    with pytest.raises(ValueError, match='num_keypoints or metainfo and got neither'):
        tiny_head(num_keypoints=None)
    with pytest.raises(ValueError, match='data has 6 keypoints .* num_keypoints=5'):
        tiny_head().loss(feature_maps(), pose_samples(num_keypoints=6))


def test_arguments_are_named_if_unknown_or_missing():
    with pytest.raises(TypeError, match="unexpected keyword argument 'num_queries'"):
        tiny_head(num_queries=17)
    config = head_config()
    del config['query_decoder']
    with pytest.raises(TypeError, match="missing .* argument: 'query_decoder'"):
        MODELS.build(config)


@pytest.mark.parametrize('count', [3, 5])
def test_a_neck_of_other_levels_is_refused(count):
    feats = [torch.randn(1, 16, 4, 4)] * count
    with pytest.raises(ValueError, match=r'ask for \[16, 16, 16, 16\]; make'):
        tiny_head()(feats)
