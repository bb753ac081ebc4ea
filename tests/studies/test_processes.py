"""The lock of a run, and processes that share it."""

import subprocess

import pytest

from poseur.studies import RunBusyError, run_lock


def test_a_child_keeps_the_lock_of_a_process_that_is_gone(tmp_path):
    path = tmp_path / 'lock'
    with run_lock(path, wait=False) as lock:
        child = subprocess.Popen(['sleep', '60'], pass_fds=[lock])
    with pytest.raises(RunBusyError, match=str(tmp_path)), run_lock(path, wait=False):
        pass
    child.kill()
    child.wait()
    with run_lock(path, wait=False):
        pass


def test_waiting_for_the_lock(tmp_path):
    path = tmp_path / 'lock'
    with run_lock(path, wait=False) as lock:
        child = subprocess.Popen(['sleep', '0.3'], pass_fds=[lock])
    with run_lock(path, wait=True):
        assert child.wait(timeout=1) == 0
