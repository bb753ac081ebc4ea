from __future__ import annotations

import errno
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from mmengine.fileio import get_file_backend

from poseur.checkpoints import write_atomically
from tests.helpers.toy_run import toy_runner

ENDLESS_WRITER = """
import sys
from poseur.checkpoints import write_atomically
while True:
    for letter in b'ab':
        write_atomically(bytes([letter]) * 5_000_000, sys.argv[1])
"""


class NotPicklable:
    """Fails while it is pickled."""

    def __reduce__(self):
        raise RuntimeError('interrupted while saving')


def test_content_permissions_and_no_leftovers(tmp_path: Path) -> None:
    path = tmp_path / 'new' / 'file.bin'
    write_atomically(b'first', path)
    write_atomically(b'second', path)
    assert path.read_bytes() == b'second'
    mask = os.umask(0)
    os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~mask
    assert os.listdir(path.parent) == ['file.bin']


def test_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / 'folder'
    path.mkdir()
    (path / 'inside').touch()
    with pytest.raises(OSError):  # a file cannot be renamed over a folder
        write_atomically(b'new', path)
    assert [entry.name for entry in tmp_path.iterdir()] == ['folder']


def test_kill_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / 'file.bin'
    command = [sys.executable, '-c', ENDLESS_WRITER, str(path)]
    with subprocess.Popen(command) as writer:
        while not path.exists() and writer.poll() is None:
            time.sleep(0.01)
        time.sleep(0.05)
        writer.send_signal(signal.SIGKILL)
    content = path.read_bytes()
    assert content in (b'a' * 5_000_000, b'b' * 5_000_000)


def test_temporary_files_of_killed_processes_are_removed(tmp_path: Path) -> None:
    """Those of living processes, here and elsewhere, are kept."""
    other = subprocess.Popen([sys.executable, '-c', ''])
    other.wait()
    host = socket.gethostname()
    kept = [
        f'.poseur-{host}-{os.getpid()}-abc.tmp.pth',
        '.poseur-elsewhere-1-abc.tmp.pth',
        '.lock',
    ]
    stale = [f'.poseur-{host}-{other.pid}-abc.tmp.pth', '.poseur-old-1-x.tmp']
    for name in [*kept, *stale]:
        (tmp_path / name).write_bytes(b'part')
    os.utime(tmp_path / stale[1], (0, time.time() - 3700))
    write_atomically(b'whole', tmp_path / 'epoch_1.pth')
    assert set(os.listdir(tmp_path)) == {*kept, 'epoch_1.pth'}


def test_a_folder_that_cannot_be_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on SMB, where the file itself can be synced."""
    sync, synced = os.fsync, []

    def refuse_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, 'Invalid argument')
        synced.append(os.fstat(handle).st_size)
        sync(handle)

    monkeypatch.setattr(os, 'fsync', refuse_folders)
    write_atomically(b'content', tmp_path / 'file.bin')
    assert (tmp_path / 'file.bin').read_bytes() == b'content'
    assert synced == [7]  # the whole file


def test_backend_is_chosen_by_name(tmp_path: Path) -> None:
    backend = get_file_backend(str(tmp_path), backend_args=dict(backend='atomic_local'))
    backend.put_text('epoch_1.pth', tmp_path / 'last_checkpoint')
    assert (tmp_path / 'last_checkpoint').read_text() == 'epoch_1.pth'
    assert len(list(tmp_path.iterdir())) == 1


def test_interrupted_save_keeps_the_old_checkpoint(tmp_path: Path) -> None:
    runner = toy_runner(tmp_path, **{'train_cfg.max_epochs': 1})
    runner.train()
    before = (tmp_path / 'epoch_1.pth').read_bytes()
    with pytest.raises(RuntimeError, match='interrupted'):
        runner.save_checkpoint(
            str(tmp_path), 'epoch_1.pth', meta=dict(extra=NotPicklable())
        )
    assert (tmp_path / 'epoch_1.pth').read_bytes() == before
    assert 'state_dict' in torch.load(tmp_path / 'epoch_1.pth')
    assert not list(tmp_path.glob('.*.tmp'))
