from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from mmengine.hooks import EMAHook
from torch import Tensor
from torch.hub import HASH_REGEX

from poseur.checkpoints import load_file
from tests.helpers.toy_run import toy_runner

TOOL = 'misc/publish_model.py'


class Payload:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@pytest.fixture(scope='module')
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Tensor]]:
    """The checkpoint of a run with averaged weights, and those weights."""
    work_dir = tmp_path_factory.mktemp('averaged')
    runner = toy_runner(work_dir, **{'train_cfg.max_epochs': 2})
    hook = EMAHook(momentum=0.3)
    runner.register_hook(hook)
    runner.train()
    average = hook.ema_model.module.state_dict()
    raw = runner.model.state_dict()
    assert (average['first.weight'] - raw['first.weight']).abs().max() > 1e-3
    return work_dir / 'epoch_2.pth', {k: v.clone() for k, v in average.items()}


@pytest.fixture
def publish(
    tool_in_process: Callable[..., None], capsys: pytest.CaptureFixture
) -> Callable[..., tuple[Path, str]]:
    """Runs the command line; returns the published file and what was printed."""

    def run(source: Path, prefix: Path) -> tuple[Path, str]:
        tool_in_process(TOOL, source, prefix)
        printed = capsys.readouterr().out
        path = printed.rpartition('written to ')[2].partition(' (sha256')[0]
        return Path(path), printed

    return run


def test_weights_and_meta_are_left(trained, publish, tmp_path: Path) -> None:
    source, average = trained
    before = load_file(str(source))
    assert {'optimizer', 'param_schedulers', 'message_hub'} < before.keys()
    path, printed = publish(source, tmp_path / 'folder' / 'toy')
    content = load_file(str(path))
    assert content.keys() == {'meta', 'state_dict'}
    assert content['meta']['cfg'] == before['meta']['cfg']
    assert content['meta']['dataset_meta']['num_keypoints'] == 3
    assert content['state_dict'].keys() == average.keys()
    for key, value in average.items():
        assert torch.equal(content['state_dict'][key], value), key
    assert content['state_dict']._metadata == before['state_dict']._metadata
    assert path.stat().st_size < source.stat().st_size / 2

    assert 'left out: 4\n' in printed
    assert 'saves the average as state_dict: ema_state_dict' in printed
    assert 'not needed for testing: message_hub, optimizer, param_schedulers' in printed


def test_name_holds_the_hash(trained, publish, tmp_path: Path) -> None:
    path, printed = publish(trained[0], tmp_path / 'toy')
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.name == f'toy-{digest[:8]}.pth'
    assert HASH_REGEX.search(path.name)[1] == digest[:8]  # torch.hub checks it
    assert f'(sha256 {digest})' in printed
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_same_content_same_bytes(trained, publish, tmp_path: Path) -> None:
    path, _ = publish(trained[0], tmp_path / 'toy')
    first = path.read_bytes()
    assert publish(trained[0], tmp_path / 'toy.pth')[0] == path
    assert publish(path, tmp_path / 'toy')[0] == path
    assert path.read_bytes() == first
    old_style = tmp_path / 'old_style.pth'
    content = load_file(str(trained[0]))
    torch.save(content, old_style, _use_new_zipfile_serialization=False)
    other, _ = publish(old_style, tmp_path / 'other')
    assert other.read_bytes() == first


def test_published_file_is_tested_and_trained_from(trained, publish, tmp_path) -> None:
    path, _ = publish(trained[0], tmp_path / 'toy')
    runner = toy_runner(tmp_path / 'run', load_from=str(path))
    runner.test()
    for key, value in runner.model.state_dict().items():
        assert torch.equal(value, trained[1][key]), key
    runner = toy_runner(tmp_path / 'run2', load_from=str(path))
    runner.train()


def test_second_set_of_mmcv_1_goes(publish, tmp_path: Path) -> None:
    weights = {'a.b': torch.ones(2), 'ema_a_b': torch.zeros(2), 'ema_c': torch.ones(1)}
    torch.save(dict(state_dict=weights), tmp_path / 'old.pth')
    path, printed = publish(tmp_path / 'old.pth', tmp_path / 'new')
    kept = load_file(str(path))['state_dict']
    assert kept.keys() == {'a.b', 'ema_c'}  # the latter is not a copy
    assert torch.equal(kept['a.b'], torch.ones(2))
    assert 'EMAHook of mmcv 1.x, not used by its tests: ema_a_b' in printed


def test_refusals(trained, publish, tmp_path: Path, capsys) -> None:
    source, prefix = tmp_path / 'in.pth', tmp_path / 'new' / 'toy'

    def refuse(content: bytes | dict, words: str, prefix: Path = prefix) -> None:
        if isinstance(content, bytes):
            source.write_bytes(content)
        else:
            torch.save(content, source)
        before = sorted(tmp_path.rglob('*'))
        with pytest.raises(SystemExit) as stopped:
            publish(source, prefix)
        assert stopped.value.code == 1
        assert words in capsys.readouterr().err
        assert sorted(tmp_path.rglob('*')) == before

    good = trained[0].read_bytes()
    refuse(good[:-2000], f'{source} ({len(good) - 2000} bytes) is truncated')
    refuse(b'\x89PNG\r\n\x1a\n', 'is a PNG picture, not a PyTorch checkpoint')
    refuse(dict(a=Payload(tmp_path / 'was_run')), 'names posix.mkdir')
    refuse(dict(meta={}, optimizer={}), 'holds no weights')
    refuse(good, f'{tmp_path} is a folder. Add the start of the name', tmp_path)
    path, _ = publish(trained[0], prefix)
    path.write_bytes(b'something else')
    refuse(good, f'{path} exists with other content')
    source.unlink()
    with pytest.raises(SystemExit):
        publish(source, prefix)
    assert f'{source} does not exist' in capsys.readouterr().err
