"""Single modules against the official models' numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData
from mmpose.models.pose_estimators import TopdownPoseEstimator
from mmpose.structures import PoseDataSample

from poseur.checkpoints.naming.official import convert_state_dict
from poseur.models import EMSDA, MSDA, KeypointDistribution, Memory
from poseur.models.layers import map_encoding, proposal_encoding
from poseur.models.rle_loss import PoseurRLELoss
from tests.helpers.deterministic_weights import det_image, det_tensor

from .conftest import assert_close, make_weights

RES50 = 'poseur_res50_coco_256x192'


@pytest.fixture(scope='module')
def modules(golden):
    return golden('modules')


def value_memory(modules):
    """Return the value tensor of the module tests as a memory."""
    value = det_tensor('mod/val', (256, 2, 256), 'normal:1.0')
    shapes = tuple(map(tuple, modules['shapes'].tolist()))
    return Memory(torch.from_numpy(value).transpose(0, 1).contiguous(), shapes)


def attention_weights(name, keys):
    """Return the weights of an attention module under this package's names."""
    layer = 'keypoint_head.transformer.decoder.layers.0.attentions.1.'
    official = {
        key.replace(f'mod.{name}.', layer): value
        for key, value in make_weights(json.loads(str(keys))).items()
    }
    return {
        key.removeprefix('head.poseur.query_decoder.layers.0.cross_attention.'): value
        for key, value in convert_state_dict(official).items()
    }


@pytest.mark.parametrize(
    ('module', 'name', 'kwargs'),
    [
        (EMSDA, 'emsda', dict(sampler='embedding_bag')),
        (EMSDA, 'emsda', dict(sampler='grid_sample')),
        (MSDA, 'msda', {}),
    ],
)
def test_attention(module, name, kwargs, modules):
    attention = module(**kwargs).eval()
    weights = attention_weights(name, modules[f'{name}_keys'])
    attention.load_state_dict(weights)
    query, query_pos = (
        torch.from_numpy(modules[key]).transpose(0, 1) for key in ('q', 'qp')
    )
    reference = torch.from_numpy(modules['ref'])
    memory = value_memory(modules)
    attended = attention(query, query_pos, reference, memory).transpose(0, 1)
    residual = torch.from_numpy(modules['q'])
    assert_close(attended + residual, modules[f'{name}_out'], name)


def test_decoder_layer(modules, official_model):
    layer = official_model(RES50).head.poseur.query_decoder.layers[0]

    def tensor(key, shape, kind):
        return torch.from_numpy(det_tensor(key, shape, kind))

    content = tensor('mod/lq', (68, 2, 256), 'normal:1.0').transpose(0, 1)
    position = tensor('mod/lqp', (17, 1, 256), 'normal:0.5')[:, 0].repeat(4, 1)
    reference = tensor('mod/lref', (2, 68, 1, 2), 'uniform:-0.2:1.2')[:, :, 0]
    memory = value_memory(modules)
    with torch.no_grad():
        out = layer(content, position, reference, memory, num_keypoints=17)
    ours = out.transpose(0, 1)[:, :, ::16]
    assert_close(ours, modules['layer_out_slice'], 'decoder layer')


def test_encodings(modules):
    ours = map_encoding(8, 6, 256, like=torch.zeros(1)).permute(2, 0, 1)[::8]
    assert_close(ours, modules['sine_8x6'], 'map encoding')
    proposal = torch.from_numpy(modules['prop'])
    ours = proposal_encoding(proposal, 256)
    assert_close(ours, modules['prop_embed'], 'proposal encoding')


def load_loss(official_state, prefix):
    loss = PoseurRLELoss()
    converted = convert_state_dict(official_state(RES50))
    name = f'head.poseur.{prefix}_loss.'
    loss.load_state_dict(
        {k.removeprefix(name): v for k, v in converted.items() if k.startswith(name)}
    )
    return loss


@pytest.mark.parametrize(('name', 'prefix'), [('enc', 'coarse'), ('dec', 'decoder')])
def test_flow(name, prefix, golden, official_state):
    reference = golden('flow_rle')
    flow = load_loss(official_state, prefix).flow
    x = torch.from_numpy(reference['x'])
    with torch.no_grad():
        z, log_det = flow.to_prior(x)
        assert_close(z, reference[f'{name}_flow_z'], 'z')
        assert_close(log_det, reference[f'{name}_flow_logdet'], 'log-determinant')
        assert_close(flow.log_prob(x), reference[f'{name}_flow_log_prob'], 'log prob')
        assert_close(flow.to_data(x), reference[f'{name}_flow_fwd_of_x'], 'to data')


def test_rle_loss(golden, official_state):
    reference = {k: torch.from_numpy(v) for k, v in golden('flow_rle').items()}
    loss = load_loss(official_state, 'coarse')
    mu, sigma = reference['rle_mu'], reference['rle_sigma']
    target = reference['rle_target']
    with torch.no_grad():
        flow_part = loss.negative_log_flow(mu, sigma, target)
        laplace_part = loss.negative_log_laplace(mu, sigma, target)
        assert_close(flow_part, reference['rle_nf_loss'].numpy(), 'flow part')
        assert_close(laplace_part, reference['rle_logQ'].numpy(), 'Laplace part')
        predicted = KeypointDistribution(mu, sigma)
        for name, weight in (('w', 'rle_weight'), ('w2', 'rle_weight2')):
            ours = loss(predicted, target, reference[weight])
            assert_close(ours, reference[f'rle_loss_{name}'].numpy(), weight)
        assert float(loss(predicted, target, torch.zeros_like(mu))) == 0.0


#: Name in the reference file, keypoint score and fusion.
FLIP_CASES = {
    'noflip': ('rle', None),
    'default': ('rle', 'mean'),
    'type1': ('rle', 'score'),
    'type2': ('laplace', 'laplace'),
}


@pytest.mark.parametrize('case', FLIP_CASES)
def test_flip_test(case, golden, official_model):
    reference = golden('flip_poseur_res50_coco_256x192')
    model = official_model(RES50)
    score, fusion = FLIP_CASES[case]
    model.test_cfg = dict(flip_test=fusion is not None, flip_fusion=fusion)
    model.test_cfg['keypoint_score'] = dict(type=score)
    flip_indices = np.arange(17)
    for left, right in reference['flip_pairs']:
        flip_indices[[left, right]] = right, left

    samples = []
    for center, scale in zip(reference['center'], reference['scale'], strict=True):
        sample = PoseDataSample(
            metainfo=dict(
                input_size=(192, 256),
                input_center=center,
                input_scale=200 * scale,
                flip_indices=flip_indices.tolist(),
            )
        )
        sample.gt_instances = InstanceData(bboxes=np.zeros((1, 4)))
        sample.gt_instances.bbox_scores = np.ones(1)
        samples.append(sample)
    image = torch.from_numpy(det_image(2, 256, 192))
    with torch.no_grad():
        predicted = TopdownPoseEstimator.predict(model, image, samples)
    preds = reference[f'{case}_preds']
    keypoints = np.concatenate([p.pred_instances.keypoints for p in predicted])
    scores = np.concatenate([p.pred_instances.keypoint_scores for p in predicted])
    assert_close(keypoints, preds[..., :2], 'keypoints in the image')
    assert_close(scores, preds[..., 2], 'scores')
    sigmas = np.concatenate([p.pred_instances.keypoint_sigmas for p in predicted])
    pixels = 200 * reference['scale'][:, None]
    if case == 'noflip':
        assert_close(sigmas, reference['score_sigma'][..., 1:] * pixels, 'sigmas')
