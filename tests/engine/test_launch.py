"""How a process leaves a distributed run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROCESS = """
import atexit, sys
from torch import distributed
from poseur.engine.launch import leave_processes

class TornDown:
    def __del__(self):
        print('torn down')

atexit.register(print, 'at exit')
kept = TornDown()
if sys.argv[1] != 'alone':
    path = f'file://{sys.argv[1]}'
    distributed.init_process_group('gloo', init_method=path, rank=0, world_size=1)
leave_processes()
print('goes on')
"""


def _words_of(argument: object) -> list[str]:
    command = [sys.executable, '-c', PROCESS, str(argument)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return result.stdout.splitlines()


def test_a_distributed_process_ends_without_being_torn_down(tmp_path: Path) -> None:
    assert _words_of(tmp_path / 'rendezvous') == ['at exit']


def test_a_single_process_goes_on() -> None:
    assert _words_of('alone') == ['goes on', 'at exit', 'torn down']
