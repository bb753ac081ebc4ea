from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from poseur.engine.folder_lock import FolderBusyError, folder_lock

OWNER = """
import os, sys, time
from pathlib import Path
from poseur.engine.folder_lock import folder_lock
with folder_lock(Path(sys.argv[1]), wait=False):
    worker = os.fork()
    if worker:
        print(worker, flush=True)
    time.sleep(60)
"""


def test_a_child_keeps_the_lock_of_a_process_that_is_gone(tmp_path: Path) -> None:
    with folder_lock(tmp_path, wait=False) as lock:
        child = subprocess.Popen(['sleep', '60'], pass_fds=[lock])
    with pytest.raises(FolderBusyError, match=str(tmp_path)):
        folder_lock(tmp_path, wait=False).__enter__()
    child.kill()
    child.wait()
    with folder_lock(tmp_path, wait=False):
        pass


def test_waiting_for_the_lock(tmp_path: Path) -> None:
    with folder_lock(tmp_path, wait=False) as lock:
        child = subprocess.Popen(['sleep', '0.3'], pass_fds=[lock])
    with folder_lock(tmp_path, wait=True):
        assert child.wait(timeout=1) == 0


def test_the_owner_is_named_until_it_is_killed(tmp_path: Path) -> None:
    """A forked worker that outlives its training does not keep the lock."""
    command = [sys.executable, '-c', OWNER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        worker = int(owner.stdout.readline())
        expected = f'in use by process {owner.pid} on {socket.gethostname()}'
        with pytest.raises(FolderBusyError, match=expected):
            folder_lock(tmp_path, wait=False).__enter__()
        owner.kill()
        owner.wait()
        os.kill(worker, 0)  # it is still there
        with folder_lock(tmp_path, wait=False):
            owner_file = (tmp_path / '.lock').read_text()
        os.kill(worker, 9)
    assert owner_file == f'process {os.getpid()} on {socket.gethostname()}\n'
