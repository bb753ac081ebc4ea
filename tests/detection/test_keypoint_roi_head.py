"""Whole detectors: every part learns, also from unusual images."""

from __future__ import annotations

import pytest
import torch
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData

from tests.helpers.tiny_detector import (
    MASK_BRANCH,
    batch,
    losses_of,
    predictions_of,
    random_instances,
    tiny_detector,
)

KEYPOINT_LOSSES = {
    'poseur': {'loss_coarse', 'loss_layer0', 'loss_layer1'},
    'poseur-dense': {'loss_coarse', 'loss_layer0', 'loss_layer1', 'loss_dense0'},
    'rle': {'loss_coarse'},
    'heatmap': {'loss_heatmap'},
}
PARTS = ('backbone', 'neck', 'rpn_head', 'roi_head.bbox_head', 'roi_head.keypoint_head')


def trained(model: torch.nn.Module) -> dict[str, torch.nn.Parameter]:
    """Return the parameters that are trained by name."""
    return {n: p for n, p in model.named_parameters() if p.requires_grad}


def unreached(model: torch.nn.Module) -> list[str]:
    """Return the names of trained parameters without a gradient."""
    return [name for name, p in trained(model).items() if p.grad is None]


@pytest.mark.parametrize('kind', KEYPOINT_LOSSES)
def test_gradient_reaches_every_part(kind):
    model = tiny_detector(kind)
    losses = losses_of(model, batch([random_instances(2), random_instances(1)]))
    boxes = {'loss_rpn_cls', 'loss_rpn_bbox', 'loss_cls', 'loss_bbox'}
    assert set(losses) == boxes | KEYPOINT_LOSSES[kind]
    sum(losses.values()).backward()
    assert unreached(model) == []
    for part in PARTS:
        parameters = trained(model.get_submodule(part)).values()
        assert max(p.grad.abs().max() for p in parameters) > 0, part


@pytest.mark.parametrize('kind', KEYPOINT_LOSSES)
@pytest.mark.parametrize('labeled', [None, False], ids=['no people', 'no keypoints'])
def test_no_people_and_no_keypoints_cost_nothing_but_reach_everything(kind, labeled):
    model = tiny_detector(kind)
    count = 0 if labeled is None else 2
    losses = losses_of(
        model, batch([random_instances(count, False), random_instances(count, False)])
    )
    assert {
        name: float(losses[name]) for name in KEYPOINT_LOSSES[kind]
    } == dict.fromkeys(KEYPOINT_LOSSES[kind], 0.0)
    sum(losses.values()).backward()
    assert unreached(model) == []
    head = model.roi_head.keypoint_head
    assert not any(p.grad.any() for p in trained(head).values())
    assert all(p.grad.isfinite().all() for p in trained(model).values())


def test_people_of_one_image_learn_next_to_an_empty_one():
    model = tiny_detector()
    losses = losses_of(model, batch([random_instances(0), random_instances(2)]))
    assert float(losses['loss_coarse']) > 0
    sum(losses.values()).backward()
    assert model.roi_head.keypoint_head.poseur.coarse_branch.fc_mu.weight.grad.any()


def test_dense_supervision_shapes_all_levels_and_the_decoder_none():
    model = tiny_detector('poseur-dense')
    losses = losses_of(model, batch([random_instances(2), random_instances(1)]))
    weights = [level.conv.weight for level in model.neck.fpn_convs]
    (losses['loss_layer0'] + losses['loss_layer1']).backward(retain_graph=True)
    assert [weight.grad for weight in weights] == [None] * 4
    losses['loss_dense0'].backward()
    assert all(weight.grad.any() for weight in weights)


def test_proposals_on_crowds_are_no_background():
    model = tiny_detector()
    proposals = InstanceData(
        bboxes=torch.tensor([[60.0, 60, 90, 90], [0, 0, 30, 30], [62, 60, 90, 92]]),
        scores=torch.ones(3),
    )
    person = InstanceData(bboxes=torch.tensor([[0.0, 0, 30, 32]]))
    person.labels = torch.zeros(1, dtype=torch.long)
    crowd = InstanceData(bboxes=torch.tensor([[50.0, 50, 120, 95]]))
    sample = model.roi_head.sample_rois(proposals, person, crowd)
    assert len(sample.neg_priors) == 0 and len(sample.pos_priors) == 2  # and the truth
    assert len(model.roi_head.sample_rois(proposals, person, None).neg_priors) == 2


def test_the_cap_reaches_the_keypoint_head():
    model = tiny_detector(**{'roi_head.max_keypoint_queries': 2 * 17 + 5})
    seen = []
    model.roi_head.keypoint_head.tower.register_forward_hook(
        lambda module, inputs, output: seen.append(len(output))
    )
    losses_of(model, batch([random_instances(3), random_instances(3)]))
    assert seen == [2 * 2]


def test_predictions_are_in_pixels_of_the_original_image():
    model = tiny_detector(**{'test_cfg.rcnn.score_thr': 0.0})
    data = batch([random_instances(0), random_instances(0)], scale_factor=(0.5, 0.25))
    scaled = predictions_of(model, data)
    plain = predictions_of(model, data, rescale=False)
    factor = torch.tensor([0.5, 0.25])
    assert [len(each) for each in plain] == [20, 20]
    for ours, reference in zip(scaled, plain, strict=True):
        torch.testing.assert_close(ours.bboxes * factor.repeat(2), reference.bboxes)
        torch.testing.assert_close(ours.keypoints * factor, reference.keypoints)
        torch.testing.assert_close(
            ours.keypoint_sigmas * factor, reference.keypoint_sigmas
        )
        assert torch.equal(ours.keypoint_scores, reference.keypoint_scores)
        assert ours.keypoints.shape == (20, 17, 2)
        assert (ours.labels == 0).all()


@pytest.mark.parametrize('kind', KEYPOINT_LOSSES)
def test_no_people_detected(kind):
    model = tiny_detector(kind, **{'test_cfg.rcnn.score_thr': 1.0})
    for found in predictions_of(
        model, batch([random_instances(0), random_instances(0)])
    ):
        assert found.bboxes.shape == (0, 4)
        assert found.keypoints.shape == (0, 17, 2)
        assert found.keypoint_scores.shape == (0, 17)


@pytest.mark.parametrize('kind', KEYPOINT_LOSSES)
def test_an_image_is_the_same_alone_and_next_to_others(kind):
    model = tiny_detector(kind, **{'test_cfg.rcnn.score_thr': 0.0})
    sizes = [(96, 128), (60, 70), (192, 160), (96, 128)]
    data = batch([random_instances(0)] * 4, sizes)
    together = predictions_of(model, data)
    for index in range(4):
        alone = {name: values[index : index + 1] for name, values in data.items()}
        (found,) = predictions_of(model, alone)
        for name in ('bboxes', 'scores', 'keypoints', 'keypoint_scores'):
            torch.testing.assert_close(
                found[name], together[index][name], rtol=1e-4, atol=1e-3
            )


def test_the_decoder_ignores_padding_in_training():
    """Padding changes what convolutions see, but no keypoint of given features."""
    model = tiny_detector()
    memories, build = [], model.roi_head.keypoint_head.poseur.memory
    build.register_forward_hook(lambda module, inputs, made: memories.append(made))
    losses_of(model, batch([random_instances(1)] * 2, sizes=[(96, 128), (80, 110)]))
    full, smaller = memories[0].maps()[0]
    assert full.any(dim=0).all()
    filled = smaller.any(dim=0)
    assert filled[:20, :28].all() and filled.sum() == 20 * 28  # ceil(110 / 4)


def test_with_a_mask_head():
    branch = {f'roi_head.{name}': part for name, part in MASK_BRANCH.items()}
    options = {'train_cfg.rcnn.mask_size': 14, 'test_cfg.rcnn.mask_thr_binary': 0.5}
    model = tiny_detector(**branch, **options, **{'test_cfg.rcnn.score_thr': 0.0})
    instances_of_images = [random_instances(2), random_instances(1)]
    for instances in instances_of_images:
        masks = torch.zeros(len(instances), 96, 128, dtype=torch.uint8).numpy()
        masks[:, 20:60, 20:60] = 1
        instances.masks = BitmapMasks(masks, 96, 128)
    sizes = [(96, 128), (96, 128)]
    losses = losses_of(model, batch(instances_of_images, sizes))
    assert float(losses['loss_mask']) > 0 and float(losses['loss_coarse']) > 0
    sum(losses.values()).backward()
    assert unreached(model) == []

    data = batch(
        [random_instances(0), random_instances(0)], sizes, scale_factor=(0.5, 0.5)
    )
    for found in predictions_of(model, data):
        assert found.masks.shape == (20, 192, 256) and len(found.keypoints) == 20
        assert found.bboxes.max() > 128  # twice the size of the input
