"""Signals that ask a training to stop at its next step."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import torch
from mmengine.dist import all_reduce, is_distributed

#: SIGTERM and SIGINT of people and schedulers, SIGUSR1 as Slurm's warning.
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1)
#: Exit code of a training that stopped so: sysexits' "try again later".
EXIT_CODE = os.EX_TEMPFAIL
#: Seconds in which further signals are the same request: launchers pass on to their
#: processes what a scheduler or terminal has sent to all.
ONE_REQUEST = 2.0


_active: list[StopSignals] = []
_masks: list[set[int]] = []


class TrainingInterrupted(SystemExit):
    """A training was asked to stop and has written a checkpoint."""

    def __init__(self) -> None:
        super().__init__(EXIT_CODE)


class StopSignals:
    """Context in which the first of ``STOP_SIGNALS`` is noted, for the next step.

    A second one, after ``ONE_REQUEST``, ends the process at once. Within another such
    context, it is that one. Threads other than
    the main one cannot handle signals; there the context does nothing. Forked workers
    of data loaders leave the signals to this process.
    """

    def __init__(self) -> None:
        self._received: float | None = None
        self._previous: dict[signal.Signals, Callable | int | None] = {}

    def __enter__(self) -> StopSignals:
        if _active:
            return _active[0]
        if threading.current_thread() is threading.main_thread():
            for number in STOP_SIGNALS:
                self._previous[number] = signal.signal(number, self._note)
            _active.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self in _active:
            _active.remove(self)
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _note(self, number: int, _: FrameType | None) -> None:
        if self._received is None:
            self._received = time.monotonic()
            print(
                f'{signal.Signals(number).name}: stopping at the next step; send it '
                'again to stop at once.',
                file=sys.stderr,
            )
        elif time.monotonic() - self._received > ONE_REQUEST:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    def received_by_any(self) -> bool:
        """Return whether a process of the run was asked to stop, the same in all."""
        received = self._received is not None
        if not is_distributed():
            return received
        flag = torch.tensor(float(received))
        all_reduce(flag, 'max')
        return bool(flag)


def _block() -> None:
    """Hold stop signals back while this process forks a child."""
    if _active:
        _masks.append(signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS))


def _unblock() -> None:
    if _masks:
        signal.pthread_sigmask(signal.SIG_SETMASK, _masks.pop())


def _shield_child() -> None:
    """Leave stop signals to the parent, in a worker of its data loader.

    Schedulers and terminals send signals to all processes. A worker would end by them,
    and its training with an error. It still ends by a SIGTERM of its parent.
    """
    if _masks:  # as they were in the parent: still blocked here
        _masks.clear()
        arguments = (os.getppid(),)
        threading.Thread(target=_end_by_parent, args=arguments, daemon=True).start()


def _end_by_parent(parent: int) -> None:
    while signal.sigwaitinfo([signal.SIGTERM]).si_pid != parent:
        pass
    os._exit(0)


os.register_at_fork(
    before=_block, after_in_parent=_unblock, after_in_child=_shield_child
)
