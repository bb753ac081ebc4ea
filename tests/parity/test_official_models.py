"""Whole models, their losses and gradients against the official models' numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from poseur.checkpoints.naming.official import convert_key
from poseur.codecs import score_keypoints
from tests.helpers.deterministic_weights import det_image

from .conftest import CONFIGS, assert_close


def assert_map(feat, reference, name):
    """Compare a feature map with the slice and the statistics that the file keeps."""
    part = feat[:, :6, feat.shape[2] // 2, :12]
    assert_close(part, reference[f'{name}_slice'], name)
    assert_statistics(feat, reference, name)


def assert_statistics(values, reference, name):
    ours = torch.stack([values.mean(), values.std(), values.abs().max()])
    assert_close(ours, reference[f'{name}_stats'], f'statistics of {name}')


@pytest.mark.parametrize('name', CONFIGS)
def test_official_model(name, official_model, golden):
    reference = golden(name)
    model = official_model(name)
    image = torch.from_numpy(det_image(2, 256, 192))
    with torch.no_grad():
        stages = model.backbone(image)
        feats = model.neck(stages)
        memory = model.head.poseur.memory(feats)
        output = model.head(feats)

    for level, (stage, feat) in enumerate(zip(stages, feats, strict=True)):
        assert_map(stage, reference, f'backbone{level}')
        assert_map(feat, reference, f'neck{level}')
    first = torch.from_numpy(reference['level_start_index'])[:, None] + torch.arange(3)
    ours = memory.pixels[:, first.flatten(), :12]
    assert_close(ours, reference['memory_slice'], 'memory')
    assert_statistics(memory.pixels, reference, 'memory')
    assert memory.shapes == tuple(map(tuple, reference['spatial_shapes'].tolist()))

    decoder = output.decoder
    assert_close(output.coarse.mu, reference['enc_pred_jts'], 'coarse mu')
    assert_close(output.coarse.sigma, reference['enc_sigma'], 'coarse sigma')
    coarse_score = score_keypoints(output.coarse.sigma, type='rle')[..., None]
    assert_close(coarse_score, reference['enc_maxvals'], 'coarse score')
    initial, later = decoder.references[0], decoder.references[1:]
    assert_close(initial, reference['init_reference_clipped'], 'initial reference')
    assert_close(later, reference['inter_references'], 'references')
    assert_close(decoder.hidden[..., :16], reference['dec_hs_slice'], 'hidden')
    assert_close(decoder.keypoints.mu, reference['dec_pred_jts'], 'mu')
    assert_close(decoder.keypoints.sigma, reference['dec_sigma'], 'sigma')

    sigma = output.keypoints.sigma
    rle = score_keypoints(sigma, type='rle')[..., None]
    laplace = score_keypoints(sigma, type='laplace')[..., None]
    assert_close(rle, reference['dec_maxvals'], 'RLE score')
    assert_close(laplace, reference['score_type2_single'], 'Laplace score')


class FixedDraw(torch.nn.Module):
    """Noisy reference points whose random numbers are given."""

    def __init__(self, points, noise, positions):
        super().__init__()
        self.points = points
        self.points.draw = lambda proposal: (noise, positions)

    def forward(self, proposal):
        return self.points(proposal)


def training_samples(reference):
    samples = []
    for target, weight in zip(
        torch.from_numpy(reference['target']),
        torch.from_numpy(reference['target_weight']),
        strict=True,
    ):
        labels = InstanceData(keypoint_labels=target[None])
        labels.keypoint_weights = weight[None, :, 0]
        sample = PoseDataSample()
        sample.gt_instance_labels = labels
        samples.append(sample)
    return samples


@pytest.mark.parametrize('kind', ['noise', 'nonoise'])
def test_training_losses_and_gradients(kind, official_model, golden):
    reference = golden(f'train_res50_bneval_{kind}')
    model = official_model('poseur_res50_coco_256x192').train()
    for module in model.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.eval()
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if isinstance(module, torch.nn.MultiheadAttention):
            module.dropout = 0.0
    encoder = model.head.poseur.keypoint_encoder
    noise = torch.from_numpy(reference['noise_raw']).flatten(1, 2)
    positions = torch.from_numpy(reference['perm'])[: noise.shape[1]]
    encoder.noisy_points = FixedDraw(encoder.noisy_points, noise, positions)

    image = torch.from_numpy(det_image(2, 256, 192))
    losses = model.loss(image, training_samples(reference))
    assert_close(losses['loss_coarse'], reference['loss_enc_rle_loss'], 'coarse')
    for layer in range(6):
        expected = reference[f'loss_dec_rle_loss_{layer}']
        assert_close(losses[f'loss_layer{layer}'], expected, f'layer {layer}')
    assert float(losses['acc_coarse']) == pytest.approx(
        float(reference['acc_enc_coord_acc'])
    )
    assert float(losses['acc_pose']) == pytest.approx(
        float(reference['acc_dec_coord_acc'])
    )

    total = sum(value for name, value in losses.items() if name.startswith('loss'))
    total.backward()
    assert_close(total, reference['total'], 'total')
    parameters = dict(model.named_parameters())
    names = json.loads(str(reference['grad_names']))
    ours = np.array([float(parameters[convert_key(n)].grad.norm()) for n in names])
    expected = reference['grad_norms']
    error = np.abs(ours - expected)
    bad = (error > 5e-3 * expected) & (error > 5e-4 * expected.max())
    assert not bad.any(), [names[i] for i in np.flatnonzero(bad)][:10]
    assert len(names) > 400
