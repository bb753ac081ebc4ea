"""Whole PRTR models with converted weights, against numbers of the authors' code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample
from torch import Tensor

from poseur.checkpoints.convert import fill
from poseur.checkpoints.naming.prtr import from_prtr
from poseur.checkpoints.naming.rename import rename_weights
from poseur.config import build_model
from poseur.models.comparisons.hungarian_matching import QueryPrediction
from poseur.models.layers import map_encoding
from tests.helpers.deterministic_weights import det_image
from tests.helpers.prtr_references import OFFICIAL, kinds_of, losses_of

from .conftest import assert_close, make_weights

pytestmark = pytest.mark.slow
#: Partners of COCO's keypoints.
FLIP_INDICES = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]
#: Without a gradient in theory: the content of the queries starts at zero.
ZERO = 'head.transformer.decoder.0.self_attention.in_proj_weight'


class Case(NamedTuple):
    """A model, its input and what the authors' code computes."""

    name: str
    model: Any
    image: Tensor
    reference: dict[str, np.ndarray]


@pytest.fixture(scope='module', params=OFFICIAL)
def case(request, golden, golden_file, repo_root: Path) -> Case:
    name = f'seed_systems/{OFFICIAL[request.param]}'
    reference = golden(name)
    keys = golden_file(f'seed_systems/keys/{OFFICIAL[request.param]}.json').read_text()
    weights = make_weights(json.loads(keys), kinds_of(reference))
    path = repo_root / f'configs/baselines/coco/td-reg_prtr-{request.param}.py'
    model = build_model(Config.fromfile(path))
    renamed, unused = rename_weights(weights, 'official', model.backbone, name)
    assert not unused and len(renamed) == len(weights)
    assert fill(model, renamed, name, str(path)) == []
    width, height = model.head.decoder.input_size
    image = torch.from_numpy(det_image(2, height, width))
    return Case(request.param, model.eval(), image, reference)


@pytest.fixture(scope='module')
def stages(case: Case) -> dict[str, Tensor]:
    """Outputs of the modules, by name, in one forward pass."""
    head, found = case.model.head, {}
    modules = dict(input_proj=head.input_proj, hs=head.transformer.decoder_norm)
    modules |= {f'enc{i}': m for i, m in enumerate(head.transformer.encoder)}
    hooks = [
        module.register_forward_hook(
            lambda _module, _args, output, name=name: found.update({name: output})
        )
        for name, module in modules.items()
    ]
    with torch.no_grad():
        (found['backbone'],) = case.model.extract_feat(case.image)
        found['logits'], found['coords'] = head((found['backbone'],))
    for hook in hooks:
        hook.remove()
    return found


def labels(reference: dict) -> tuple[Tensor, Tensor]:
    target, weight = (
        torch.from_numpy(reference[name]) for name in ('target', 'target_weight')
    )
    return target, weight[..., 0]


def test_maps(case, stages):
    for name in ('backbone', 'input_proj'):
        feat = stages[name]
        row = feat[:, :6, feat.shape[2] // 2, :12]
        assert_close(row, case.reference[f'{name}_slice'], name)
        stats = [feat.mean(), feat.std(), feat.abs().max()]
        assert_close(np.array(stats), case.reference[f'{name}_stats'], name)


def test_tokens_and_queries(case, stages):
    reference = case.reference
    _, channels, height, width = stages['input_proj'].shape
    position = map_encoding(height, width, channels, stages['hs'], offset=1.0)
    assert_close(position.flatten(0, 1)[::7], reference['pos_slice'], 'position')
    for index in range(6):
        tokens = stages[f'enc{index}'][:, ::7, ::4]
        assert_close(tokens, reference[f'enc{index}_slice'], f'encoder {index}')
    assert_close(tokens, reference['memory_slice'], 'memory')
    assert_close(stages['hs'][:, :, ::10, ::4], reference['hs_slice'], 'queries')
    assert_close(stages['logits'], reference['pred_logits'], 'logits')
    assert_close(stages['coords'], reference['pred_coords'], 'coords')


def test_losses(case, stages):
    prediction = stages['logits'], stages['coords']
    losses = case.model.head.loss_module(
        QueryPrediction(*prediction), *labels(case.reference)
    )
    for name, value in losses_of(case.reference).items():
        assert losses[name].item() == pytest.approx(value, rel=5e-4), name


def test_predictions_with_and_without_flip_test(case):
    """In pixels of the image, through the estimator."""
    if 'res101' in case.name:
        pytest.skip('other assignments are as good up to rounding: 2e-6 worse')
    reference = case.reference
    plain = predict(case, flip_test=False)
    assert_close(plain.keypoints, reference['preds'], 'preds')
    assert_close(plain.scores, reference['scores'][..., 0], 'scores')
    fused = predict(case, flip_test=True)
    assert_close(fused.keypoints, reference['preds_fused'], 'fused preds')
    assert_close(fused.scores, reference['scores_fused'][..., 0], 'fused scores')


class Poses(NamedTuple):
    """Keypoints ``[B, K, 2]`` and scores ``[B, K]``."""

    keypoints: np.ndarray
    scores: np.ndarray


def predict(case: Case, flip_test: bool) -> Poses:
    """Predict as the test loop does, from normalized crops."""
    samples = [
        make_sample(case, center, scale)
        for center, scale in zip(
            case.reference['decode_center'],
            case.reference['decode_scale'],
            strict=True,
        )
    ]
    case.model.test_cfg = dict(case.model.test_cfg, flip_test=flip_test)
    with torch.no_grad():
        found = case.model.predict(case.image, samples)
    instances = [sample.pred_instances for sample in found]
    return Poses(
        np.concatenate([each.keypoints for each in instances]),
        np.concatenate([each.keypoint_scores for each in instances]),
    )


def make_sample(case: Case, center: np.ndarray, scale: np.ndarray) -> PoseDataSample:
    sample = PoseDataSample(
        metainfo=dict(
            input_size=case.model.head.decoder.input_size,
            input_center=center,
            input_scale=200 * scale,
            flip_indices=FLIP_INDICES,
        )
    )
    sample.gt_instances = InstanceData(bboxes=np.zeros((1, 4)), bbox_scores=np.ones(1))
    return sample


def test_gradients(case):
    """Norms of the gradients of all weights that are trained."""
    reference = case.reference
    if 'grad_names' not in reference:
        pytest.skip('a file without gradients')
    norms = dict(zip(reference['grad_names'], reference['grad_norms'], strict=True))
    expected = from_prtr(norms, case.name)[0]
    case.model.zero_grad()
    prediction = case.model(case.image, None, mode='tensor')
    losses = case.model.head.loss_module(prediction, *labels(reference))
    sum(losses.values()).backward()
    found = {
        name: parameter.grad.norm().item()
        for name, parameter in case.model.named_parameters()
        if parameter.requires_grad
    }
    assert found.keys() == expected.keys()
    largest = max(expected.values())
    for name in found.keys() - {ZERO}:
        close = pytest.approx(expected[name], rel=5e-3, abs=5e-4 * largest)
        assert found[name] == close, name
