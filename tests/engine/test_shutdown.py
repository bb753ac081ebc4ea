"""End of a process of a distributed run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from poseur.engine.shutdown import FIXED_IN

PROCESS = """
import atexit, os, sys
from torch import distributed, nn
from poseur.engine.shutdown import shutdown_distributed

class TornDown:
    def __del__(self, write=os.write):
        write(1, b'torn down\\n')  # what is printed now may not be flushed

atexit.register(print, 'at exit')
kept = TornDown()
mode, store = sys.argv[1:]
model = nn.Linear(2, 2)
if mode != 'alone':
    distributed.init_process_group('gloo', init_method=store, rank=0, world_size=1)
    if mode != 'not wrapped':
        model = nn.parallel.DistributedDataParallel(model)
shutdown_distributed(model)
assert not distributed.is_initialized()
print('continues')
if mode == 'fails':
    raise ValueError('after the end')
"""
old_python = pytest.mark.skipif(
    sys.version_info >= FIXED_IN, reason='this Python tears processes down safely'
)


@pytest.fixture
def run(tmp_path: Path):
    """Runs a process; returns its exit code and the lines that it printed."""

    def run(mode: str) -> tuple[int, list[str]]:
        store = (tmp_path / 'rendezvous').as_uri()
        command = [sys.executable, '-c', PROCESS, mode, store]
        result = subprocess.run(command, capture_output=True, text=True)
        return result.returncode, result.stdout.splitlines()

    return run


@old_python
def test_a_distributed_process_ends_without_being_torn_down(run) -> None:
    assert run('wrapped') == (0, ['continues', 'at exit'])


@old_python
@pytest.mark.slow
def test_a_failure_keeps_its_exit_code(run) -> None:
    code, lines = run('fails')
    assert code == 1
    assert lines[:2] == ['continues', 'at exit']


@pytest.mark.slow
@pytest.mark.parametrize('mode', ['alone', 'not wrapped'])
def test_other_processes_end_as_usual(run, mode: str) -> None:
    assert run(mode) == (0, ['continues', 'at exit', 'torn down'])
