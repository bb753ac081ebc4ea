"""Checkpoints of PRTR's authors: every key is used, and others are refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from torch import Tensor

from poseur.checkpoints.keys import compare_keys
from poseur.checkpoints.naming.prtr import from_prtr
from poseur.checkpoints.report import read_architecture
from poseur.config import build_model
from tests.helpers.official_names import as_official

COCO = 'configs/baselines/coco/td-reg_prtr-'
#: For each list of official keys: config and architecture of its model.
LISTS = {
    'prtr_res50_384x288': (
        'res50_4xb32-200e_coco-384x288_official',
        ('ResNet-50', 17, 6, 256, 'PRTR'),
    ),
    'prtr_res101_384x288': (
        'res101_4xb32-200e_coco-384x288_official',
        ('ResNet-101', 17, 6, 256, 'PRTR'),
    ),
    'prtr_hrnet_w32_384x288': (
        'hrnet-w32_4xb16-200e_coco-384x288_official',
        ('HRNet of width 32', 17, 6, 256, 'PRTR'),
    ),
}
#: Our names of a layer, and those of the authors, the norms of its kind first.
NAMES = {
    'head.transformer.': 'transformer.',
    'encoder.': 'encoder.layers.',
    'decoder.': 'decoder.layers.',
    'decoder_norm.': 'decoder.norm.',
    'self_attention.': 'self_attn.',
    'cross_attention.': 'multihead_attn.',
    'ffn.0.': 'linear1.',
    'ffn.3.': 'linear2.',
    'self_attention_norm.': 'norm1.',
    'cross_attention_norm.': 'norm2.',
    'head.coord_embed.0.': 'kpt_embed.layers.0.',
    'head.coord_embed.2.': 'kpt_embed.layers.1.',
    'head.coord_embed.4.': 'kpt_embed.layers.2.',
}


@pytest.mark.parametrize('start', ['backbone.0.body.', 'backbone.body.'])
@pytest.mark.parametrize(
    'name',
    [
        pytest.param(name, marks=() if 'res50' in name else pytest.mark.slow)
        for name in LISTS
    ],
)
def test_key_lists_are_used_up(name: str, start: str, golden_file, repo_root: Path):
    config, architecture = LISTS[name]
    keys = json.loads(golden_file(f'seed_systems/keys/{name}.json').read_text())
    official = {
        key.replace('backbone.0.body.', start): torch.empty(shape, device='meta')
        for key, shape in keys
    }
    converted, _ = from_prtr(official, 'official.pth')
    model = build_model(Config.fromfile(repo_root / f'{COCO}{config}.py'))
    report = compare_keys(model, converted)
    assert report.exact, report.describe()
    assert report.matched == len(keys) == len(model.state_dict())
    assert read_architecture(converted) == architecture


@pytest.fixture
def prtr_config(small_config: Path, tmp_path: Path) -> Path:
    """A PRTR on the demo's ResNet-18."""
    path = tmp_path / 'small_prtr.py'
    path.write_text(
        f'_base_ = {str(small_config)!r}\n'
        "norm = dict(type='FrozenBatchNorm2d')\n"
        'model = dict(\n'
        '    backbone=dict(out_indices=(3,), norm_cfg=norm),\n'
        '    neck=None,\n'
        '    head=dict(\n'
        "        _delete_=True, type='PRTRHead', in_channels=512, embed_dims=32,\n"
        '        metainfo=_base_.metainfo, num_queries=20,\n'
        '        transformer=dict(num_layers=2, ffn_channels=48),\n'
        "        decoder=dict(type='PRTRLabel', input_size=(72, 96)),\n"
        '    ),\n'
        ')\n'
    )
    return path


@pytest.fixture
def prtr_weights(prtr_config: Path) -> dict[str, Tensor]:
    torch.manual_seed(0)
    model = build_model(Config.fromfile(prtr_config))
    return {key: torch.randn_like(value) for key, value in model.state_dict().items()}


def authors_names(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Rename weights as PRTR's authors do."""
    return {_authors_name(key): value for key, value in weights.items()}


def _authors_name(key: str) -> str:
    norm = 'norm2.' if '.encoder.' in key else 'norm3.'
    for ours, theirs in {**NAMES, 'ffn_norm.': norm}.items():
        key = re.sub(rf'(?<!\w){re.escape(ours)}', theirs, key)
    return re.sub(r'^backbone\.', 'backbone.0.body.', key).removeprefix('head.')


def test_the_best_weights_of_a_file(
    prtr_config, prtr_weights, convert, tmp_path: Path
) -> None:
    source, target = tmp_path / 'prtr.pth', tmp_path / 'converted.pth'
    best = authors_names(prtr_weights)
    last = {f'module.{key}': torch.zeros_like(value) for key, value in best.items()}
    content = dict(epoch=200, model='prtr', perf=0.7, optimizer={}, state_dict=last)
    torch.save(content | dict(best_state_dict=best), source)
    printed = convert(source, target, '--config', prtr_config)
    assert (
        'PRTR on ResNet-18 with 17 keypoints and 2 decoder layers of 32 ch' in printed
    )
    assert f'used: {len(best)}\nunused: 5\n' in printed
    assert (
        'state of the training, not needed for testing: epoch, model, perf' in printed
    )
    assert 'missing: 0\n' in printed
    converted = torch.load(target)['state_dict']
    assert converted.keys() == prtr_weights.keys()
    for key, value in prtr_weights.items():
        assert torch.equal(converted[key], value), key


def test_checkpoints_of_other_methods(
    prtr_config, prtr_weights, small_config, small_weights, refusal, tmp_path: Path
) -> None:
    source, target = tmp_path / 'source.pth', tmp_path / 'target.pth'
    torch.save(dict(state_dict=as_official(small_weights)), source)
    message = refusal(source, target, '--config', prtr_config)
    assert f'{prtr_config} is PRTR on ResNet-18 with 17 keypoints and 2' in message

    torch.save(dict(best_state_dict=authors_names(prtr_weights)), source)
    message = refusal(source, target, '--config', small_config)
    assert 'It holds PRTR on ResNet-18 with 17 keypoints and 2 decoder' in message
    message = refusal(source, target, '--config', prtr_config, '--from', 'plain')
    assert 'Use --from official' in message
    assert not target.exists()


def test_unknown_names_are_listed(
    prtr_config, prtr_weights, refusal, tmp_path: Path
) -> None:
    source, target = tmp_path / 'source.pth', tmp_path / 'target.pth'
    other = authors_names(prtr_weights) | {'stn.weight': torch.ones(2)}
    torch.save(dict(state_dict=other), source)
    message = refusal(source, target, '--config', prtr_config)
    assert f'1 of its {len(other)} names are unknown, like stn.weight' in message
    assert 'Give the state dict of a two-stage PRTR' in message
