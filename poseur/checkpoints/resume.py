"""Find the checkpoints from which a training run can go on."""

from __future__ import annotations

import logging
import os.path as osp
import re
from glob import escape, glob

from mmengine.logging import print_log

from .errors import CheckpointError, CorruptCheckpointError
from .safe_load import load_file

POINTER = 'last_checkpoint'

_NUMBERED = re.compile(r'(?P<stem>.*_)(?P<step>\d+)\.pth')


def resume_candidates(work_dir: str) -> list[str]:
    """List the checkpoints of a run, the most advanced one first.

    The first is the one named by the ``last_checkpoint`` file. The others are
    the files in its folder that differ from it by a lower number only; without
    a usable pointer, the files called ``epoch_N.pth``, or else ``iter_N.pth``.
    Best checkpoints hold no optimizer and are not listed.

    Args:
        work_dir (str): The working directory of the run.

    Returns:
        list[str]: Paths of existing files, their content not yet checked.
    """
    latest = pointed_checkpoint(work_dir)
    if latest is None:
        return _numbered(work_dir, 'epoch_') or _numbered(work_dir, 'iter_')
    named = _NUMBERED.fullmatch(osp.basename(latest))
    if named is None:
        return [latest]
    folder = osp.dirname(latest) or '.'
    return [latest, *_numbered(folder, named['stem'], below=int(named['step']))]


def newest_readable(work_dir: str) -> str | None:
    """Choose the checkpoint to resume from by reading it, with a warning for each bad.

    Args:
        work_dir (str): The working directory of the run.

    Returns:
        str | None: The first of :func:`resume_candidates` that can be read to its end;
        None if there are none, as in a new run.

    Raises:
        CheckpointError: If none of them can be read.
        UnsafeCheckpointError: If one that is newer holds more than plain data.
    """
    candidates = resume_candidates(work_dir)
    for path in candidates:
        try:
            load_file(path, 'cpu')
            return path
        except CorruptCheckpointError as error:
            message = f'{error} Trying the checkpoint before it.'
            print_log(message, logger='current', level=logging.WARNING)
    if candidates:
        raise CheckpointError(
            f'None of {", ".join(candidates)} can be read. Delete them to start '
            'anew or resume from a copy with --resume PATH.'
        )
    return None


def pointed_checkpoint(work_dir: str) -> str | None:
    """Follow the ``last_checkpoint`` file of a run.

    A file of the name that it holds is looked for beside it first, since the
    path in it is that of another run where the folder was moved or copied.

    Args:
        work_dir (str): The working directory of the run.

    Returns:
        str | None: The existing file that it names, if any.
    """
    pointer = osp.join(work_dir, POINTER)
    if not osp.isfile(pointer):
        return None
    with open(pointer, encoding='utf-8', errors='replace') as file:
        path = file.read().strip()
    places = [osp.join(work_dir, osp.basename(path)), path]
    return next((place for place in places if osp.isfile(place)), None)


def _numbered(folder: str, stem: str, below: int | None = None) -> list[str]:
    """Files ``<stem><number>.pth`` of a folder, the highest number first."""
    steps = {}
    for path in glob(osp.join(escape(folder), '*.pth')):
        match = _NUMBERED.fullmatch(osp.basename(path))
        if match and match['stem'] == stem:
            steps[int(match['step'])] = path
    return [
        steps[step]
        for step in sorted(steps, reverse=True)
        if below is None or step < below
    ]
