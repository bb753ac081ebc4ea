"""Sources that the converter refuses: it names the problem and writes nothing."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from PIL import Image

from poseur.config import build_model
from tests.helpers.official_names import as_official


class Payload:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@pytest.fixture
def source(tmp_path: Path, small_weights) -> Path:
    """A good checkpoint with the official names."""
    path = tmp_path / 'source.pth'
    torch.save(dict(state_dict=as_official(small_weights)), path)
    return path


@pytest.fixture
def refuse(refusal, source: Path, small_config: Path, tmp_path: Path):
    """Converts ``source``, which must fail and leave the folder as it is."""

    def run(*words: object, target: Path = tmp_path / 'new' / 'target.pth') -> str:
        before = {path: path.read_bytes() for path in tmp_path.iterdir()}
        config = () if '--config' in words else ('--config', small_config)
        message = refusal(source, target, *config, *words)
        after = {path: path.read_bytes() for path in tmp_path.iterdir()}
        assert after == before
        assert message.endswith('Nothing was written.\n')
        return message

    return run


@pytest.mark.parametrize('zipped', [True, False])
def test_truncated(refuse, source: Path, zipped: bool) -> None:
    content = torch.load(source)
    torch.save(content, source, _use_new_zipfile_serialization=zipped)
    source.write_bytes(source.read_bytes()[:-5000])
    assert f'{source} ({source.stat().st_size} bytes) is truncated' in refuse()


def _picture(path: Path) -> None:
    Image.new('RGB', (8, 8)).save(path, 'JPEG')


def _text(path: Path) -> None:
    path.write_text('<!DOCTYPE html><title>Quota exceeded</title>')


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, 'w') as archive:
        archive.writestr('readme.txt', 'hello')


@pytest.mark.parametrize(
    ('write', 'kind'),
    [
        (_picture, 'a JPEG picture'),
        (_text, "a text that starts with '<!DOCTYPE html><title>Quota"),
        (_archive, 'a zip archive of other content (readme.txt)'),
    ],
)
def test_foreign_file(refuse, source: Path, write: Callable, kind: str) -> None:
    write(source)
    message = refuse()
    assert f'{source} is {kind}' in message
    assert 'not a PyTorch checkpoint. Give the path of a .pth file' in message


@pytest.mark.parametrize('zipped', [True, False])
def test_code_in_the_file_is_not_run(refuse, source, tmp_path, zipped: bool) -> None:
    marker = tmp_path / 'was_run'
    content = torch.load(source) | dict(meta=Payload(marker))
    torch.save(content, source, _use_new_zipfile_serialization=zipped)
    message = refuse()
    assert not marker.exists()
    assert 'was not loaded, because it names posix.mkdir' in message
    torch.load(source, weights_only=False)
    assert marker.is_dir()  # the payload does work


def test_wrong_backbone(refuse, source: Path, repo_root: Path) -> None:
    folder = repo_root / 'configs/poseur/coco'
    other = folder / 'td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py'
    config = folder / 'td-reg_poseur-res50_8xb32-325e_coco-256x192.py'
    weights = build_model(Config.fromfile(other)).state_dict()
    torch.save(dict(state_dict=as_official(weights)), source)
    message = refuse('--config', config)
    assert '265 missing from the checkpoint: backbone.conv1.weight,' in message
    assert '312 unknown to the model: backbone.conv1.conv.weight,' in message
    assert 'holds MobileNetV2 with 17 keypoints and 6 decoder layers' in message
    assert f'{config} is ResNet-50 with 17 keypoints and 6 decoder' in message
    assert 'Use the config of its model, see docs/official_weights.md' in message


@pytest.mark.parametrize(
    ('change', 'problem', 'held'),
    [
        (
            'num_keypoints=133',
            'class_embedding ((133, 64) in the checkpoint, (17, 64) in the model)',
            '133 keypoints and 2 decoder layers',
        ),
        (
            'query_decoder.num_layers=3',
            'unknown to the model: head.poseur.query_decoder.layers.2.self_attention',
            '17 keypoints and 3 decoder layers',
        ),
        (
            'query_decoder.num_layers=1',
            'missing from the checkpoint: '
            'head.poseur.query_decoder.layers.1.self_attention',
            '17 keypoints and 1 decoder layers',
        ),
    ],
)
def test_wrong_head(refuse, source, small_config, change, problem, held) -> None:
    key, value = change.split('=')
    cfg = Config.fromfile(small_config)
    cfg.model.head.metainfo = None if key == 'num_keypoints' else cfg.metainfo
    cfg.merge_from_dict({f'model.head.{key}': int(value)})
    weights = as_official(build_model(cfg).state_dict())
    torch.save(dict(state_dict=weights), source)
    message = refuse()
    assert problem in message
    assert f'holds ResNet-18 with {held} of 64 channels' in message
    assert 'is ResNet-18 with 17 keypoints and 2 decoder layers' in message


def test_names_of_others(refuse, source: Path, small_weights) -> None:
    torch.save({'detector.fc.weight': torch.ones(2)}, source)
    message = refuse()
    assert '1 of its 1 names are unknown, like detector.fc.weight. Use' in message

    torch.save(small_weights, source)
    message = refuse()
    assert 'like head.poseur.memory.level_embedding, ' in message
    assert 'Use --from plain' in message

    torch.save(as_official(small_weights), source)
    message = refuse('--from', 'plain')
    assert 'holds keypoint_head.transformer.' in message
    assert 'Use --from official' in message
    assert "starts with 'pose.'; the first are backbone.conv1" in refuse(
        '--prefix', 'pose.'
    )


def test_backbone_is_no_model(refuse, source: Path, small_weights) -> None:
    body = {k: v for k, v in small_weights.items() if k.startswith('backbone.')}
    torch.save({k.removeprefix('backbone.'): v for k, v in body.items()}, source)
    message = refuse('--from', 'plain')
    assert 'missing from the checkpoint: neck.convs.0.conv.weight' in message
    assert 'It has no head: pass --part backbone' in message


@pytest.mark.parametrize(
    ('content', 'problem'),
    [
        ({}, 'of its entries (none) are not tensors'),
        (dict(optimizer=dict(lr=1)), 'of its entries optimizer are not tensors'),
        (dict(state_dict=dict(a=torch.ones(1), b=2)), 'of its entries b are not'),
        (dict(a=torch.ones(1), **{'module.a': torch.ones(1)}), 'with and without'),
    ],
)
def test_no_weights(refuse, source: Path, content: dict, problem: str) -> None:
    torch.save(content, source)
    assert problem in refuse()


def test_incomplete_and_broken_weights(refuse, source: Path, small_weights) -> None:
    official = as_official(small_weights)
    broken = dict(official) | {'neck.convs.0.gn.bias': torch.full((64,), torch.nan)}
    torch.save(broken, source)
    assert 'holds NaN or infinity in neck.convs.0.gn.bias' in refuse()

    official.pop(next(key for key in official if 'value_proj_bias' in key))
    torch.save(official, source)
    assert 'value_proj_bias' in refuse()


def test_paths(refuse, source: Path, small_config: Path, tmp_path: Path) -> None:
    assert f'{source} is the file to read' in refuse('--overwrite', target=source)
    link = tmp_path / 'link.pth'
    link.symlink_to(source)
    assert f'{link} is the file to read' in refuse('--overwrite', target=link)
    target = tmp_path / 'target.pth'
    target.write_text('precious')
    assert f'{target} exists. Pass --overwrite' in refuse(target=target)
    absent = tmp_path / 'absent.py'
    assert f'Config file {absent} does not exist' in refuse('--config', absent)
    assert 'has no' in refuse('--cfg-options', 'model.heat.num_layers=3')
    source.unlink()
    link.unlink()
    assert f'Checkpoint file {source} does not exist' in refuse()


def test_a_folder_as_target(refusal, source, small_config, tmp_path: Path) -> None:
    folder = tmp_path / 'folder'
    folder.mkdir()
    message = refusal(source, folder, '--config', small_config)
    assert f'{folder} is a folder. Give the name of a file in it' in message
    assert not list(folder.iterdir())
    shutil.rmtree(folder)
