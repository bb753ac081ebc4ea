"""Weights of every origin, converted to a checkpoint of the demo's model."""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from mmengine.config import Config
from mmpose.apis import Pose2DInferencer, init_model
from torch import Tensor

import poseur
from poseur.checkpoints import convert_checkpoint, load_file
from poseur.config import build_model
from tests.helpers.official_names import as_official

from .conftest import CONVERTER

CROPS = 'configs/poseur/coco/td-reg_poseur-{}_8xb32-325e_coco-256x192.py'
DETECTOR = 'configs/mask_rcnn_poseur/mask-rcnn_poseur-r50-fpn_180k_coco.py'
OFFICIAL_META = dict(
    mmpose_version='0.28.0+e0b8a6b',
    mmcv_version='1.4.2',
    config='data_cfg = dict(\n    image_size=[72, 96],\n    num_joints=17)',
    hook_msgs={},
    epoch=325,
    iter=190125,
)


def assert_same_weights(path: Path, expected: Mapping[str, Tensor]) -> None:
    weights = load_file(str(path))['state_dict']
    assert weights.keys() == expected.keys()
    for key, value in expected.items():
        assert torch.equal(weights[key], value), key


@pytest.fixture
def official(tmp_path: Path, small_weights) -> Path:
    """The demo's model as the authors' code would have saved it."""
    path = tmp_path / 'official.pth'
    state = as_official(small_weights)
    assert not any(key.startswith('head.') for key in state)
    content = dict(meta=OFFICIAL_META, state_dict=state, optimizer=dict(state={}))
    torch.save(content, path)
    return path


@pytest.mark.slow
def test_official_checkpoint_by_the_command_line(
    official: Path, small_weights, small_config: Path, run_tool, tmp_path: Path
) -> None:
    content = load_file(str(official))
    state = content['state_dict']
    copies = {f'ema_{key.replace(".", "_")}': state[key] + 1 for key in state}
    distributed = {f'module.{k}': v for k, v in (state | copies).items()}
    torch.save(content | dict(state_dict=OrderedDict(distributed)), official)

    target = tmp_path / 'new/folder/demo.pth'
    result = run_tool(CONVERTER, official, target, '--config', small_config)
    assert_same_weights(target, small_weights)
    first = 'ResNet-18 with 17 keypoints and 2 decoder layers of 64 channels'
    lines = result.stdout[result.stdout.index(first) :].splitlines()
    assert lines[1] == f'used: {len(state)}'
    assert lines[2] == f'unused: {len(copies) + 1}'
    assert any('not needed for testing: optimizer' in line for line in lines)
    copy = 'ema_backbone_bn1_bias'
    assert any('EMAHook' in line and copy in line for line in lines)
    assert 'missing: 0' in lines
    assert lines[-1] == f'written to {target}'
    assert [path.name for path in target.parent.iterdir()] == ['demo.pth']


def test_meta_describes_the_model(
    official: Path, small_config: Path, convert, tmp_path: Path
) -> None:
    target = tmp_path / 'demo.pth'
    convert(official, target, '--config', small_config)
    meta = torch.load(target)['meta']  # with its safe default
    assert meta['poseur_version'] == poseur.__version__
    assert meta['experiment_name'] == small_config.stem
    assert meta['conversion'] == dict(
        naming='official',
        part='all',
        source='official.pth',
        source_sha256=hashlib.sha256(official.read_bytes()).hexdigest(),
        source_meta={
            key: OFFICIAL_META[key]
            for key in ('epoch', 'iter', 'mmpose_version', 'mmcv_version')
        },
        backbone='ResNet-18',
        keypoints=17,
        decoder_layers=2,
        channels=64,
        head='Poseur',
        input_size=(72, 96),
    )
    assert meta['dataset_meta']['keypoint_id2name'][16] == 'right_ankle'
    assert meta['dataset_meta']['flip_indices'][:3] == [0, 2, 1]
    np.testing.assert_allclose(meta['dataset_meta']['sigmas'][:2], [0.026, 0.025])


def test_tools_and_mmpose_predict_with_it(
    official: Path, small_model, small_config: Path, convert, tool_in_process, tmp_path
) -> None:
    target = tmp_path / 'demo.pth'
    convert(official, target, '--config', small_config)
    dump = tmp_path / 'predictions.pkl'
    words = ('--work-dir', tmp_path / 'run', '--dump', dump)
    tool_in_process('test.py', small_config, target, *words)
    samples = pickle.loads(dump.read_bytes())
    assert len(samples) >= 5

    loaded = init_model(str(small_config), str(target), device='cpu')
    assert loaded.dataset_meta['num_keypoints'] == 17
    image = torch.randn(2, 3, 96, 72)
    with torch.no_grad():
        ours = loaded.head(loaded.neck(loaded.backbone(image))).keypoints.mu
        original = small_model(image, None, mode='tensor').keypoints.mu
    assert torch.equal(ours, original)

    inferencer = Pose2DInferencer(
        None, weights=str(target), det_model='whole_image', device='cpu'
    )  # the config comes from the checkpoint
    person = next(inferencer(np.zeros((96, 72, 3), np.uint8)))['predictions'][0][0]
    assert np.isfinite(person['keypoints']).all()
    assert len(person['keypoints']) == 17


@pytest.mark.parametrize(
    'wrap',
    [
        lambda weights: weights,
        lambda weights: dict(model=weights, args=dict(lr=0.1)),
        lambda weights: dict(state_dict=weights),
    ],
    ids=['bare', 'model', 'without meta'],
)
@pytest.mark.parametrize('zipped', [True, False])
def test_containers_and_formats(
    wrap, zipped, small_weights, small_config, convert, tmp_path: Path
) -> None:
    source, target = tmp_path / 'source.pth', tmp_path / 'target.pth'
    content = wrap(as_official(small_weights))
    torch.save(content, source, _use_new_zipfile_serialization=zipped)
    convert(source, target, '--config', small_config)
    assert_same_weights(target, small_weights)


def test_the_former_name_of_official(
    official: Path, small_config: Path, convert, tmp_path: Path
) -> None:
    targets = [tmp_path / 'new.pth', tmp_path / 'former.pth', tmp_path / 'called.pth']
    convert(official, targets[0], '--config', small_config, '--from', 'official')
    with pytest.warns(DeprecationWarning, match="--from='release' is now called 'offi"):
        convert(official, targets[1], '--config', small_config, '--from', 'release')
    with pytest.warns(DeprecationWarning, match="naming='release' is now called"):
        words = (str(official), str(targets[2]), str(small_config))
        convert_checkpoint(*words, naming='release')
    assert len({target.read_bytes() for target in targets}) == 1


def test_same_source_same_bytes(official, small_config, convert, tmp_path) -> None:
    targets = [tmp_path / name for name in ('one.pth', 'other_name.pth')]
    for target in targets:
        convert(official, target, '--config', small_config)
    assert targets[0].read_bytes() == targets[1].read_bytes()
    targets[0].write_bytes(b'old')
    convert(official, targets[0], '--config', small_config, '--overwrite')
    assert targets[0].read_bytes() == targets[1].read_bytes()


def test_prefix(small_weights, small_config, convert, tmp_path: Path) -> None:
    source, target = tmp_path / 'nested.pth', tmp_path / 'target.pth'
    nested = {f'pose.{k}': v for k, v in as_official(small_weights).items()}
    torch.save(nested | {'detector.fc.weight': torch.ones(2)}, source)
    printed = convert(source, target, '--config', small_config, '--prefix', 'pose.')
    assert_same_weights(target, small_weights)
    assert "does not start with 'pose.': detector.fc.weight" in printed


def test_own_names(small_weights, small_config, convert, tmp_path: Path) -> None:
    source, target = tmp_path / 'epoch_9.pth', tmp_path / 'target.pth'
    before = {f'module.{key}': value + 1 for key, value in small_weights.items()}
    content = dict(
        meta=dict(epoch=9, cfg="codec = dict(type='P', input_size=(72, 96))"),
        state_dict=small_weights,
        ema_state_dict=before | dict(steps=torch.tensor(5)),
        message_hub=dict(resumed_keys={}),
    )
    torch.save(content, source)
    printed = convert(source, target, '--config', small_config, '--from', 'plain')
    assert_same_weights(target, small_weights)
    assert 'EMAHook saves the average as state_dict: ema_state_dict' in printed
    assert 'note:' not in printed


def test_what_the_user_should_know(
    small_weights, small_config, convert, tmp_path: Path
) -> None:
    source, target = tmp_path / 'old.pth', tmp_path / 'target.pth'
    counter = 'backbone.bn1.num_batches_tracked'
    state = as_official(small_weights)
    state = {k: v.half() for k, v in state.items() if k != counter}
    meta = dict(config='image_size=[288, 384], heatmap_size=[72, 96]')
    torch.save(dict(meta=meta, state_dict=state), source)
    printed = convert(source, target, '--config', small_config)
    assert (
        'trained on crops of 288x384 (width x height), the config has 72x96' in printed
    )
    assert 'cast from torch.float16 to torch.float32' in printed
    assert f'missing: 1\n  counters of BatchNorm, now zero: {counter}' in printed
    weights = load_file(str(target))['state_dict']
    assert weights[counter] == 0
    key = 'head.poseur.memory.level_embedding'
    torch.testing.assert_close(weights[key], small_weights[key], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ('make', 'config', 'classifier'),
    [
        (torchvision.models.mobilenet_v2, CROPS.format('mobilenetv2'), 'classifier.1'),
        (torchvision.models.resnet50, CROPS.format('res50'), 'fc'),
        (torchvision.models.resnet50, DETECTOR, 'fc'),
    ],
    ids=['mobilenetv2', 'res50', 'detector'],
)
def test_backbone_of_torchvision(
    make, config, classifier, repo_root: Path, convert, tmp_path: Path
) -> None:
    source, target = tmp_path / 'imagenet.pth', tmp_path / 'backbone.pth'
    weights = make(weights=None).state_dict()
    torch.save(weights, source)
    words = ('--config', repo_root / config, '--from', 'plain', '--part', 'backbone')
    printed = convert(source, target, *words)
    assert f'classifier of the pre-training: {classifier}.weight' in printed
    assert f'used: {len(weights) - 2}' in printed

    cfg = Config.fromfile(repo_root / config)
    cfg.model.backbone.init_cfg = dict(
        type='Pretrained', checkpoint=str(target), prefix='backbone.'
    )
    backbone = build_model(cfg).backbone
    backbone.init_weights()
    given = {
        k: v for k, v in weights.items() if not k.startswith(('fc.', 'classifier.'))
    }
    assert fingerprints(backbone.state_dict()) == fingerprints(given)


def fingerprints(weights: Mapping[str, Tensor]) -> list[tuple]:
    return sorted((tuple(v.shape), v.double().sum().item()) for v in weights.values())


def test_backbone_of_an_official_model(
    official: Path, small_weights, small_config: Path, convert, tmp_path: Path
) -> None:
    target = tmp_path / 'backbone.pth'
    printed = convert(official, target, '--config', small_config, '--part', 'backbone')
    body = {k: v for k, v in small_weights.items() if k.startswith('backbone.')}
    assert_same_weights(target, body)
    assert f'used: {len(body)}' in printed
    assert 'not part of the backbone: neck.' in printed
