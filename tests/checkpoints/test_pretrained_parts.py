"""Models that start from parts of trained ones, with the commands of the page."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from mmengine.hooks import EMAHook
from mmengine.logging import MMLogger
from mmengine.registry import DefaultScope
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.checkpoints import CheckpointMismatchError, PretrainedInit
from poseur.commands.options.config_options import add_config_options
from poseur.config import build_model, merge_options
from tests.helpers.tiny_detector import tiny_detector
from tests.helpers.tiny_pose import tiny_estimator
from tests.helpers.toy_run import ToyModel, toy_runner

COMMAND = re.compile(r'tools/train\.py (configs/lsp/\S+) --cfg-options \\\n +(.*)\n```')
CHECKPOINT = re.compile(r'work_dirs/[\w./-]+\.pth')


@pytest.fixture(autouse=True)
def _scope():
    with DefaultScope.overwrite_default_scope('mmpose'):
        yield


@pytest.fixture
def last_report(caplog: pytest.LogCaptureFixture):
    """Returns the latest line of the log about an initialization."""
    logger = MMLogger.get_instance('parts')
    logger.addHandler(caplog.handler)
    found = ' initialized from '
    yield lambda: [m for m in caplog.messages if found in m][-1]
    logger.removeHandler(caplog.handler)


@pytest.fixture
def commands(repo_root: Path) -> list[tuple[Config, dict[str, object], Path]]:
    """Config, options and checkpoint of each command on the page."""
    parser = ArgumentParser()
    add_config_options(parser)
    page = (repo_root / 'docs/pretrained_backbones.md').read_text()
    found = []
    for config, line in COMMAND.findall(page):
        words = ['--cfg-options', *shlex.split(line)]
        cfg = Config.fromfile(repo_root / config)
        checkpoint = CHECKPOINT.search(line)
        assert checkpoint
        found.append((cfg, parser.parse_args(words).cfg_options, Path(checkpoint[0])))
    return found


@pytest.fixture
def trained(
    repo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], dict[str, Tensor]]:
    """Returns a function that writes a checkpoint of the config in its path."""
    monkeypatch.chdir(tmp_path)

    def write(path: Path) -> dict[str, Tensor]:
        cfg = Config.fromfile(repo_root / f'configs/lsp/{path.parent.name}.py')
        weights = randomized(build_model(cfg)).state_dict()
        path.parent.mkdir(parents=True)
        meta = dict(epoch=20, cfg=cfg.pretty_text)
        torch.save(dict(meta=meta, state_dict=weights, optimizer={}), path)
        return weights

    return write


def randomized(model: nn.Module) -> nn.Module:
    """Give every weight a value that no initializer gives."""
    for value in model.state_dict().values():
        value.copy_(torch.rand(value.shape) * 5 + 2)
    return model


def initialized(cfg: Config, options: dict[str, object]) -> nn.Module:
    """Build and initialize a model without ImageNet weights."""
    if 'model.backbone.init_cfg.checkpoint' not in options:
        options = options | {'model.backbone.init_cfg': None}
    merge_options(cfg, options)
    model = build_model(cfg)
    model.init_weights()
    return model


def equal_keys(model: nn.Module, weights: dict[str, Tensor]) -> set[str]:
    return {
        key
        for key, value in model.state_dict().items()
        if key in weights and torch.equal(value, weights[key])
    }


def keys_below(model: nn.Module, *parts: str) -> set[str]:
    starts = tuple(f'{part}.' for part in parts)
    return {key for key in model.state_dict() if key.startswith(starts)}


def test_rle_starts_from_a_backbone(commands, trained, last_report) -> None:
    cfg, options, path = commands[0]
    weights = trained(path)
    model = initialized(cfg, options)
    assert equal_keys(model, weights) == keys_below(model, 'backbone')
    assert last_report().startswith(
        f"MobileNetV2 initialized from {path} (prefix 'backbone.'): 312 keys fit; 20 "
        'elsewhere in the file: head.deconv_layers.0.weight, '
    )


def test_poseur_starts_from_backbone_and_neck(commands, trained, last_report) -> None:
    cfg, options, path = commands[1]
    weights = trained(path)
    model = initialized(cfg, options)
    assert equal_keys(model, weights) == keys_below(model, 'backbone', 'neck')
    assert last_report() == (
        f'backbone and neck of TopdownPoseEstimator initialized from {path}: 342 keys '
        'fit; 2 elsewhere in the file: head.final_layer.weight, head.final_layer.bias'
    )


@pytest.mark.parametrize(
    ('change', 'problem'),
    [
        ({'model.neck.num_blocks': 2}, '18 missing .*: neck.blocks.1.1.branch.0.w'),
        ({'model.neck.kernel_size': 3}, '4 of another shape: neck.convs.0.conv.w'),
    ],
    ids=['more blocks', 'larger kernels'],
)
def test_another_neck_is_refused(commands, trained, change, problem) -> None:
    cfg, options, path = commands[1]
    trained(path)
    with pytest.raises(CheckpointMismatchError, match=problem):
        initialized(cfg, options | change)


def test_a_file_without_the_neck_is_refused(commands, trained) -> None:
    cfg, options, _ = commands[1]
    *_, path = commands[0]
    trained(path)
    options['+model.init_cfg']['checkpoint'] = str(path)
    with pytest.raises(CheckpointMismatchError, match='30 missing .*: neck.convs.0'):
        initialized(cfg, options)


def save(path: Path, model: nn.Module, **others: object) -> Path:
    torch.save(dict(state_dict=model.state_dict()) | others, path)
    return path


def test_averaged_weights_are_used(tmp_path: Path) -> None:
    runner = toy_runner(tmp_path, **{'train_cfg.max_epochs': 1})
    hook = EMAHook(momentum=0.3)
    runner.register_hook(hook)
    runner.train()
    average, last = hook.ema_model.module.state_dict(), runner.model.state_dict()
    model = ToyModel()
    PretrainedInit(str(tmp_path / 'epoch_1.pth'), parts=('first', 'norm'))(model)
    assert torch.equal(model.first.weight, average['first.weight'])
    assert not torch.equal(model.first.weight, last['first.weight'])
    assert not torch.equal(model.last.weight, average['last.weight'])


def test_names_before_version_0_2(tmp_path: Path) -> None:
    old, new = randomized(tiny_estimator()), tiny_estimator()
    weights = old.state_dict()
    before = {key.replace('head.poseur.', 'head.'): weights[key] for key in weights}
    torch.save(dict(state_dict=before), tmp_path / 'old.pth')
    PretrainedInit(str(tmp_path / 'old.pth'), parts='head')(new)
    assert equal_keys(new, weights) == keys_below(new, 'head')


def test_a_detector_starts_from_the_backbone_of_a_pose_model(tmp_path: Path) -> None:
    detector = tiny_detector()
    pose = MODELS.build(
        dict(
            type='TopdownPoseEstimator',
            backbone=dict(type='ResNet', depth=18, stem_channels=16, base_channels=16),
            head=dict(type='HeatmapHead', in_channels=128, out_channels=17),
        )
    )
    path = save(tmp_path / 'heatmaps.pth', randomized(pose))
    source = dict(_delete_=True, type='Pretrained', checkpoint=str(path))
    model = tiny_detector(**{'backbone.init_cfg': source})
    model.init_weights()
    assert equal_keys(model, pose.state_dict()) == keys_below(detector, 'backbone')


def test_parts_that_do_not_exist(tmp_path: Path) -> None:
    pose = tiny_estimator()
    path = save(tmp_path / 'pose.pth', pose.backbone)
    with pytest.raises(ValueError, match='no neek, .*backbone, neck, head'):
        PretrainedInit(str(path), parts=('backbone', 'neek'))(pose)
    with pytest.raises(CheckpointMismatchError, match='backbone.conv1.weight'):
        PretrainedInit(str(path), parts=('backbone',))(pose)
