"""End of a distributed run of a command-line tool."""

from __future__ import annotations

import atexit
import logging
import os
import sys

from mmengine.model import is_model_wrapper
from torch import distributed, nn

#: The first Python version whose finalization does not end other threads by force.
FIXED_IN = (3, 14)

#: Exit code with which a process skips the teardown; None if it does not skip it.
_exit_code: int | None = None


def shutdown_distributed(model: nn.Module, exit_code: int = 0) -> None:
    """Wait for the other processes of a run and shut the process group down.

    Does nothing in a run of one process. Command-line tools call it as their last
    statement, after a successful run or one that was asked to stop.

    On CPUs the process then exits without interpreter teardown, because that aborted
    two runs (``terminate called without an active exception``), and torchrun reported
    them as failed. The cause: two threads of Gloo outlive ``destroy_process_group``
    once a ``DistributedDataParallel`` was built, even after it is deleted (PyTorch
    2.11), and Python before 3.14 ends threads that ask for the interpreter while it is
    torn down, which C++ code does not survive
    (https://github.com/python/cpython/issues/87135). The abort is rare: 270 further
    runs of two processes did not reproduce it, but it was seen a third time in a test
    whose processes ended without destroying their group, under heavy load.

    Args:
        model: Model of the runner.
        exit_code: Exit code of the process.
    """
    global _exit_code
    if not distributed.is_initialized():
        return
    uses_gloo = 'gloo' in distributed.get_backend()
    distributed.barrier()
    distributed.destroy_process_group()
    if uses_gloo and is_model_wrapper(model) and sys.version_info < FIXED_IN:
        _exit_code = exit_code


@atexit.register
def _exit_without_teardown() -> None:
    """End the process with its exit code, if :func:`shutdown_distributed` asked to.

    Python calls exit functions in reverse order of registration: those that were
    registered after the import of this module have already been called. Of those that
    were registered before, logging's is needed.
    """
    if _exit_code is None or getattr(sys, 'last_value', None) is not None:
        return  # Python reports an uncaught exception with its own exit code
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_exit_code)
