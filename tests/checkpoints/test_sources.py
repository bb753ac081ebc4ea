from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from mmengine.runner import CheckpointLoader

from poseur.checkpoints import CorruptCheckpointError
from poseur.checkpoints.sources import PRETRAINED_DIR

UNREACHABLE = 'http://127.0.0.1:9/zoo/weights-0123abcd.pth'


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('TORCH_HOME', str(tmp_path / 'hub_home'))
    monkeypatch.delenv(PRETRAINED_DIR, raising=False)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A web server on this machine: its address and the folder it serves."""
    folder = tmp_path / 'served'
    folder.mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(('127.0.0.1', 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f'http://127.0.0.1:{httpd.server_port}', folder
        httpd.shutdown()


def _save(path: Path, value: float) -> None:
    path.parent.mkdir(exist_ok=True)
    torch.save({'w': torch.tensor(value)}, path)


def _value(source: str) -> float:
    return CheckpointLoader.load_checkpoint(source)['w'].item()


@pytest.mark.parametrize(
    ('source', 'name'),
    [
        (UNREACHABLE, 'weights-0123abcd.pth'),
        ('torchvision://mobilenet_v2', 'mobilenet_v2-b0353104.pth'),
        ('torchvision://resnet50', 'resnet50-0676ba61.pth'),
        ('open-mmlab://msra/hrnetv2_w32', 'hrnetv2_w32-dc9eeb4f.pth'),
    ],
)
def test_folder_answers_for_urls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, name: str
) -> None:
    _save(tmp_path / 'mine' / name, 4.5)
    monkeypatch.setenv(PRETRAINED_DIR, str(tmp_path / 'mine'))
    assert _value(source) == 4.5


def test_unreachable_url_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        CheckpointLoader.load_checkpoint(UNREACHABLE)
    for part in (UNREACHABLE, 'weights-0123abcd.pth', PRETRAINED_DIR):
        assert part in str(caught.value)


def test_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(KeyError, match='resnet50'):
        CheckpointLoader.load_checkpoint('torchvision://resnet5O')


def test_download_happens_once(server: tuple[str, Path]) -> None:
    address, folder = server
    _save(folder / 'w.pth', 2.0)
    digest = sha256((folder / 'w.pth').read_bytes()).hexdigest()[:8]
    named = folder / f'w-{digest}.pth'
    (folder / 'w.pth').rename(named)
    assert _value(f'{address}/{named.name}') == 2.0
    named.unlink()
    assert _value(f'{address}/{named.name}') == 2.0


def test_wrong_hash_is_refused_and_not_kept(
    server: tuple[str, Path], tmp_path: Path
) -> None:
    address, folder = server
    _save(folder / 'w-00000000.pth', 2.0)
    with pytest.raises(FileNotFoundError, match='invalid hash value'):
        CheckpointLoader.load_checkpoint(f'{address}/w-00000000.pth')
    assert not list((tmp_path / 'hub_home').rglob('*.pth'))


def test_downloaded_files_are_loaded_safely(server: tuple[str, Path]) -> None:
    address, folder = server
    (folder / 'page.pth').write_text('<html>')
    with pytest.raises(CorruptCheckpointError, match='page.pth'):
        CheckpointLoader.load_checkpoint(f'{address}/page.pth')


def test_classifier_backbones_are_unwrapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = 'mobilenet_v2_batch256_imagenet_20200708-3b2dc3af.pth'
    weights = {'backbone.w': torch.tensor(3.0), 'head.fc': torch.tensor(1.0)}
    torch.save(dict(state_dict=weights), tmp_path / name)
    monkeypatch.setenv(PRETRAINED_DIR, str(tmp_path))
    checkpoint = CheckpointLoader.load_checkpoint('mmcls://mobilenet_v2')
    assert {k: v.item() for k, v in checkpoint['state_dict'].items()} == {'w': 3.0}
