from __future__ import annotations

import logging
from pathlib import Path

import pytest
import torch
import torchvision
from mmengine.logging import MMLogger
from mmengine.model import BaseModule
from mmengine.registry import DefaultScope
from mmpose.models import MobileNetV2, ResNet
from mmpose.registry import MODELS
from torch import nn

from poseur.checkpoints import CheckpointMismatchError
from poseur.checkpoints.sources import PRETRAINED_DIR
from poseur.models import ViT
from tests.helpers.tiny_hrformer import tiny_config


@pytest.fixture(autouse=True)
def _scope():
    with DefaultScope.overwrite_default_scope('mmpose'):
        yield


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture):
    logger = MMLogger.get_instance('pretrained')
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


class Pair(BaseModule):
    def __init__(self, checkpoint: Path, **options):
        super().__init__(dict(type='Pretrained', checkpoint=str(checkpoint), **options))
        self.a = nn.Linear(2, 3)
        self.b = nn.Linear(3, 1)


def _save_pair(path: Path, prefix: str = '', **extra: torch.Tensor) -> dict:
    pair = Pair(path)
    weights = {f'{prefix}{key}': value for key, value in pair.state_dict().items()}
    weights.update(extra)
    torch.save(weights, path)
    return weights


def test_whole_backbones_by_zoo_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    reference = torchvision.models.mobilenet_v2(weights=None).state_dict()
    torch.save(reference, tmp_path / 'mobilenet_v2-b0353104.pth')
    monkeypatch.setenv(PRETRAINED_DIR, str(tmp_path))
    source = 'torchvision://mobilenet_v2'
    model = MobileNetV2(init_cfg=dict(type='Pretrained', checkpoint=source))
    model.init_weights()
    assert torch.equal(model.conv1.conv.weight, reference['features.0.0.weight'])
    assert torch.equal(model.conv2.conv.weight, reference['features.18.0.weight'])
    lines = [r.getMessage() for r in log.records if 'initialized' in r.getMessage()]
    assert len(lines) == 1
    assert '312 keys fit; 2 unknown to the model: classifier.1.weight' in lines[0]


def test_residual_branches_are_not_zeroed_after_loading(tmp_path: Path) -> None:
    reference = torchvision.models.resnet18(weights=None)
    for parameter in reference.parameters():
        nn.init.uniform_(parameter, 0.1, 0.2)
    torch.save(reference.state_dict(), tmp_path / 'r18.pth')
    model = ResNet(
        18, init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'r18.pth'))
    )
    model.init_weights()
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, reference.state_dict()[name]), name


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='no.pth.*pretrained_backbones.md'):
        Pair(tmp_path / 'no.pth').init_weights()


def test_prefix(tmp_path: Path) -> None:
    path = tmp_path / 'model.pth'
    weights = _save_pair(path, 'backbone.', **{'head.w': torch.ones(1)})
    for prefix in ('backbone', 'backbone.'):
        pair = Pair(path, prefix=prefix)
        pair.init_weights()
        assert torch.equal(pair.b.weight, weights['backbone.b.weight'])


def test_missing_keys_are_refused_unless_allowed(tmp_path: Path) -> None:
    path = tmp_path / 'part.pth'
    weights = _save_pair(path)
    del weights['b.weight'], weights['b.bias']
    torch.save(weights, path)
    with pytest.raises(CheckpointMismatchError) as caught:
        Pair(path).init_weights()
    message = str(caught.value)
    for part in (str(path), 'Pair', '2 missing', 'b.weight, b.bias', 'allow_missing'):
        assert part in message
    pair = Pair(path, allow_missing=True)
    pair.init_weights()
    assert torch.equal(pair.a.weight, weights['a.weight'])


@pytest.mark.parametrize('allowed', ['b.', ['x.', 'b.weight', 'b.bias']])
def test_only_named_keys_may_be_missing(tmp_path: Path, allowed) -> None:
    path = tmp_path / 'part.pth'
    weights = _save_pair(path)
    torch.save({'a.weight': weights['a.weight'], 'a.bias': weights['a.bias']}, path)
    pair = Pair(path, allow_missing=allowed)
    pair.init_weights()
    assert torch.equal(pair.a.weight, weights['a.weight'])
    torch.save({'a.weight': weights['a.weight']}, path)
    with pytest.raises(CheckpointMismatchError, match='3 missing.*: a.bias'):
        Pair(path, allow_missing=allowed).init_weights()


@pytest.mark.parametrize(
    'weights',
    [{'x.weight': torch.ones(3, 2)}, {'a.weight': torch.ones(9, 2)}],
    ids=['no common key', 'other shape'],
)
def test_nothing_fits(tmp_path: Path, weights: dict) -> None:
    path = tmp_path / 'other.pth'
    torch.save(weights, path)
    with pytest.raises(CheckpointMismatchError, match='do not fit Pair'):
        Pair(path, allow_missing=True).init_weights()


def test_level_of_the_log_line(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    path = tmp_path / 'pair.pth'
    _save_pair(path, **{'classifier.weight': torch.ones(1)})
    Pair(path).init_weights()
    record = next(r for r in log.records if 'initialized' in r.getMessage())
    assert record.levelno == logging.INFO
    assert record.getMessage().endswith('1 unknown to the model: classifier.weight')


def _tiny_vit(checkpoint: Path, **kwargs) -> ViT:
    source = dict(type='Pretrained', checkpoint=str(checkpoint))
    sizes = dict(img_size=(48, 64), embed_dims=8, num_layers=2, num_heads=2)
    return ViT(**sizes, init_cfg=source | kwargs)


def test_vit_of_mae(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    path = tmp_path / 'mae.pth'
    weights = _tiny_vit(path).state_dict()
    weights['norm.weight'] = weights.pop('last_norm.weight') + 1
    weights['norm.bias'] = weights.pop('last_norm.bias') + 1
    weights['pos_embed'] = torch.randn(1, 1 + 5 * 5, 8)
    torch.save({'model': weights | {'cls_token': torch.ones(1, 1, 8)}}, path)

    model = _tiny_vit(path, allow_missing=['last_norm.'])
    model.init_weights()
    for name, parameter in model.blocks.named_parameters(prefix='blocks'):
        assert torch.equal(parameter, weights[name]), name
    assert torch.equal(model.pos_embed[:, 0], weights['pos_embed'][:, 0])
    assert model.pos_embed.shape == (1, 13, 8)
    assert torch.equal(model.last_norm.weight, torch.ones(8))
    line = next(r.getMessage() for r in log.records if 'initialized' in r.getMessage())
    assert '2 missing from the checkpoint: last_norm.weight, last_norm.bias' in line
    assert '3 unknown to the model: norm.weight, norm.bias, cls_token' in line
    with pytest.raises(CheckpointMismatchError, match='last_norm.weight'):
        _tiny_vit(path).init_weights()


@pytest.mark.parametrize('original', [False, True], ids=['OpenMMLab', 'authors'])
def test_hrformer_with_position_biases(
    tmp_path: Path, log: pytest.LogCaptureFixture, original: bool
) -> None:
    """The table has no place in the model, and the log says so."""
    path = tmp_path / 'hrformer.pth'
    config = tiny_config() | dict(
        init_cfg=dict(type='Pretrained', checkpoint=str(path))
    )
    model, reference = MODELS.build(config), MODELS.build(config)
    weights = reference.state_dict()
    attention = 'stage2.0.branches.0.0.attn.attn'
    weights[f'{attention}.relative_position_bias_table'] = torch.ones(169, 1)
    torch.save(_original_names(weights) if original else weights, path)

    model.init_weights()
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, reference.state_dict()[name]), name
    line = next(r.getMessage() for r in log.records if 'initialized' in r.getMessage())
    assert f'1 unknown to the model: {attention}.relative_position_bias' in line


def _original_names(weights: dict) -> dict:
    """Weights of an HRFormer under the names of its authors."""
    renamed = {}
    for key, value in weights.items():
        key = key.replace('attn.proj.', 'attn.out_proj.').replace('.ffn.', '.mlp.')
        if '.qkv.' in key:
            for part, third in zip('qkv', value.chunk(3), strict=True):
                renamed[key.replace('.qkv.', f'.{part}_proj.')] = third
        else:
            renamed[key] = value
    return renamed
