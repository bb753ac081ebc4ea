"""Checkpoints written before version 0.2, by hand-written names and end to end."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from mmengine.runner import CheckpointLoader
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.checkpoints import convert_checkpoint, load_file, publish_checkpoint
from poseur.checkpoints.naming.official import convert_state_dict
from poseur.checkpoints.naming.previous import upgrade_checkpoint, upgrade_keys
from poseur.config import build_model
from tests.helpers.official_names import as_official
from tests.helpers.toy_run import ToyModel, losses_of, toy_runner

#: Names before version 0.2 -> present names, of one Poseur head.
HEAD = {
    'memory.level_embedding': 'poseur.memory.level_embedding',
    'coarse_branch.fc_mu.weight': 'poseur.coarse_branch.fc_mu.weight',
    'keypoint_encoder.class_embedding': 'poseur.keypoint_encoder.class_embedding',
    'query_decoder.layers.0.ffn.0.bias': 'poseur.query_decoder.layers.0.ffn.0.bias',
    'query_decoder.refinements.1.delta.2.bias': 'poseur.query_decoder.refinements.1.'
    'delta.2.bias',
    'coarse_loss.flow.mask': 'poseur.coarse_loss.flow.mask',
    'decoder_loss.flow.scale_nets.0.0.weight': 'poseur.decoder_loss.flow.scale_nets.'
    '0.0.weight',
}
OTHERS = ['backbone.conv1.weight', 'neck.convs.0.gn.bias', 'steps']


def below(prefix: str, names: dict[str, str]) -> dict[str, str]:
    return {f'{prefix}{old}': f'{prefix}{new}' for old, new in names.items()}


@pytest.mark.parametrize(
    'prefix',
    ['head.', 'module.head.', 'roi_head.keypoint_head.', 'pose.head.'],
    ids=['top-down', 'EMA', 'Mask R-CNN', 'nested'],
)
def test_names_of_a_poseur_head(prefix: str) -> None:
    names = below(prefix, HEAD) | {name: name for name in OTHERS}
    weights = {old: torch.full((1,), i) for i, old in enumerate(names)}
    upgraded = upgrade_keys(weights)
    assert list(upgraded) == list(names.values())
    for old, new in names.items():
        assert upgraded[new] is weights[old]
    assert upgrade_keys(upgraded) is upgraded  # present names stay


@pytest.mark.parametrize(
    'keys',
    [
        [
            'roi_head.keypoint_head.coarse_branch.fc_mu.weight',
            'roi_head.keypoint_head.coarse_loss.flow.mask',
            'roi_head.bbox_head.fc_cls.weight',
        ],
        [
            'keypoint_head.transformer.decoder.layers.0.norms.0.weight',
            'keypoint_head.transformer.level_embeds',
            'keypoint_head.enc_flow.mask',
        ],
        ['head.final_layer.weight', 'conv.weight'],
        ['my_head.query_decoder.weight', 'query_decoder.weight'],
        [],
    ],
    ids=['RLE in Mask R-CNN', 'official', 'heatmaps', 'other models', 'empty'],
)
def test_other_names_stay(keys: list[str]) -> None:
    weights = dict.fromkeys(keys, torch.zeros(1))
    assert upgrade_keys(weights) is weights
    checkpoint = dict(state_dict=weights, meta={})
    assert upgrade_checkpoint(checkpoint)['state_dict'] is weights


def test_all_sets_of_weights_are_renamed() -> None:
    old = 'head.query_decoder.x'
    checkpoint = dict(
        state_dict={old: 1, 'head.memory.y': 2},
        ema_state_dict={f'module.{old}': 3, 'steps': 4},
        optimizer={old: 5},
        meta=dict(epoch=1),
    )
    assert upgrade_checkpoint(checkpoint) == dict(
        state_dict={'head.poseur.query_decoder.x': 1, 'head.poseur.memory.y': 2},
        ema_state_dict={'module.head.poseur.query_decoder.x': 3, 'steps': 4},
        optimizer={old: 5},
        meta=dict(epoch=1),
    )
    assert upgrade_checkpoint({old: 1, 7: 2}) == {
        'head.poseur.query_decoder.x': 1,
        7: 2,
    }
    assert upgrade_checkpoint(dict(model={old: 1})) == dict(
        model={'head.poseur.query_decoder.x': 1}
    )


def test_metadata_of_the_modules_stays() -> None:
    weights = OrderedDict({'head.query_decoder.x': 1})
    weights._metadata = OrderedDict({'': dict(version=2)})
    assert upgrade_checkpoint(weights)._metadata == weights._metadata


def as_before(weights: dict[str, Tensor]) -> OrderedDict[str, Tensor]:
    """Weights with the names before version 0.2."""
    names = {key: key.replace('head.poseur.', 'head.') for key in weights}
    before = OrderedDict((names[key], weights[key]) for key in weights)
    assert before.keys() != weights.keys()
    before._metadata = getattr(weights, '_metadata', OrderedDict())
    return before


def assert_same(weights: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    assert list(weights) == list(expected)
    for key, value in expected.items():
        assert torch.equal(weights[key], value), key


CONFIGS = {
    'top-down': 'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py',
    'Mask R-CNN': 'configs/mask_rcnn_poseur/'
    'mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py',
}


@pytest.fixture(scope='module', params=CONFIGS)
def model(request, repo_root: Path) -> nn.Module:
    return build_model(Config.fromfile(repo_root / CONFIGS[request.param]))


@pytest.mark.parametrize('bare', [True, False])
def test_every_model_of_the_time_is_loaded(model, bare: bool, tmp_path: Path) -> None:
    path, expected = tmp_path / 'old.pth', model.state_dict()
    before = as_before(expected)
    torch.save(before if bare else dict(state_dict=before), path)
    loaded = CheckpointLoader.load_checkpoint(str(path))
    weights = loaded if bare else loaded['state_dict']
    assert_same(weights, expected)
    assert weights._metadata == expected._metadata


@pytest.fixture
def old_checkpoint(repo_root: Path, tmp_path: Path) -> tuple[Path, Path, dict]:
    """An old checkpoint of the tiny model, its config and its present weights."""
    config = repo_root / CONFIGS['top-down']
    weights = build_model(Config.fromfile(config)).state_dict()
    path = tmp_path / 'old.pth'
    torch.save(dict(meta={}, state_dict=as_before(weights)), path)
    return path, config, weights


def test_publishing_and_converting_write_present_names(
    old_checkpoint, tmp_path: Path
) -> None:
    path, config, weights = old_checkpoint
    published = publish_checkpoint(str(path), str(tmp_path / 'new'))
    assert_same(load_file(published.path)['state_dict'], weights)
    target = tmp_path / 'converted.pth'
    convert_checkpoint(str(path), str(target), str(config), naming='plain')
    raw = torch.load(target, weights_only=False)['state_dict']
    assert_same(raw, weights)


def test_the_inferencer_loads_it(old_checkpoint) -> None:
    from poseur.apis import PoseurInferencer

    path, config, weights = old_checkpoint
    inferencer = PoseurInferencer(config, path, device='cpu')
    assert_same(inferencer.model.state_dict(), weights)


def test_official_names_are_not_taken_for_old_ones(model) -> None:
    weights = model.state_dict()
    if any(key.startswith('roi_head.') for key in weights):
        pytest.skip('there are no official detectors')
    official = as_official(weights)
    assert upgrade_keys(official) is official
    assert convert_state_dict(official).keys() == weights.keys()


@MODELS.register_module()
class ToyPoseur(ToyModel):
    """A toy model whose last layer has the name of a Poseur's decoder, too."""

    def __init__(self) -> None:
        super().__init__()
        self.head.poseur = nn.ModuleDict(dict(query_decoder=self.last))


TOY = {
    'model': dict(_delete_=True, type='ToyPoseur'),
    'default_hooks.ema': dict(type='EMAHook', momentum=0.1),
    'train_cfg.max_epochs': 2,
}


@pytest.fixture
def toy_run(tmp_path: Path) -> tuple[Path, dict[str, Tensor], list[float]]:
    """A run's first checkpoint with old names, and its last weights and losses."""
    runner = toy_runner(tmp_path / 'whole', **TOY)
    runner.train()
    path = tmp_path / 'old.pth'
    content = torch.load(tmp_path / 'whole' / 'epoch_1.pth')
    for name in ('state_dict', 'ema_state_dict'):
        content[name] = as_before(content[name])
    torch.save(content, path)
    return path, runner.model.state_dict(), losses_of(runner)


def test_a_run_is_resumed_with_its_averaged_weights(toy_run, tmp_path: Path) -> None:
    path, weights, losses = toy_run
    runner = toy_runner(tmp_path / 'cut', resume=True, load_from=str(path), **TOY)
    runner.train()
    assert losses_of(runner) == losses[3:]
    assert_same(runner.model.state_dict(), weights)
    names = [load_file(str(tmp_path / run / 'epoch_2.pth')) for run in ('whole', 'cut')]
    assert_same(names[1]['state_dict'], names[0]['state_dict'])
    assert_same(names[1]['ema_state_dict'], names[0]['ema_state_dict'])


def test_the_runner_tests_it(toy_run, tmp_path: Path) -> None:
    path, *_ = toy_run
    runner = toy_runner(tmp_path / 'test', load_from=str(path), **TOY)
    runner.test()
    expected = load_file(str(path))['state_dict']
    assert 'head.poseur.query_decoder.weight' in expected
    assert torch.equal(runner.model.last.weight, expected['last.weight'])
