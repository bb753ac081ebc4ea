"""Search for the checkpoint to resume a training run from."""

from __future__ import annotations

import logging
import os.path as osp
import re
from glob import escape, glob

from mmengine.logging import print_log

from .errors import (
    CheckpointError,
    CorruptCheckpointError,
    NonFiniteCheckpointError,
)
from .finite import require_finite
from .safe_load import load_file

POINTER = 'last_checkpoint'
#: Checkpoint of a run that was asked to stop, until the next regular one.
INTERRUPTED = 'interrupted.pth'

_NUMBERED = re.compile(r'(?P<stem>.*_)(?P<step>\d+)\.pth')


def resume_candidates(work_dir: str) -> list[str]:
    """List the checkpoints of a run, the most advanced one first.

    The first is the one that the ``last_checkpoint`` file names, followed by the files
    in its folder whose names differ from it by a lower number only; all numbered ones
    if it is ``interrupted.pth``. Without a usable ``last_checkpoint`` these are the
    files ``epoch_N.pth``, or else ``iter_N.pth``. Best checkpoints are not listed, as
    they hold no optimizer.

    Args:
        work_dir: Working directory of the run.

    Returns:
        Paths of existing files, whose content has not been checked.
    """
    latest = pointed_checkpoint(work_dir)
    if latest is None or osp.basename(latest) == INTERRUPTED:
        numbered = _numbered(work_dir, 'epoch_') or _numbered(work_dir, 'iter_')
        return [latest, *numbered] if latest else numbered
    named = _NUMBERED.fullmatch(osp.basename(latest))
    if named is None:
        return [latest]
    folder = osp.dirname(latest) or '.'
    return [latest, *_numbered(folder, named['stem'], below=int(named['step']))]


def newest_readable(work_dir: str) -> str | None:
    """Return the newest checkpoint of a run that can be resumed from.

    Each candidate is read to its end; a warning names those that are corrupt, or hold
    NaN or infinity.

    Args:
        work_dir: Working directory of the run.

    Returns:
        The first such one of :func:`resume_candidates`; None if there are no
        candidates, as in a new run.

    Raises:
        CheckpointError: If none of the candidates can be read.
        UnsafeCheckpointError: If a newer one holds more than plain data.
    """
    candidates = resume_candidates(work_dir)
    for path in candidates:
        try:
            require_sound(load_file(path, 'cpu'), path)
            return path
        except (CorruptCheckpointError, NonFiniteCheckpointError) as error:
            message = f'{error} Trying the checkpoint before it.'
            print_log(message, logger='current', level=logging.WARNING)
    if candidates:
        raise CheckpointError(
            f'None of {", ".join(candidates)} can be used. Delete them to start from '
            'scratch, or resume from a copy with --resume PATH.'
        )
    return None


def pointed_checkpoint(work_dir: str) -> str | None:
    """Return the file that the ``last_checkpoint`` file of a run names.

    A file of that name in ``work_dir`` takes precedence over the path as written, which
    belongs to another run if the folder was moved or copied.

    Args:
        work_dir: Working directory of the run.

    Returns:
        Path of an existing file, or None.
    """
    pointer = osp.join(work_dir, POINTER)
    if not osp.isfile(pointer):
        return None
    with open(pointer, encoding='utf-8', errors='replace') as file:
        path = file.read().strip()
    places = [osp.join(work_dir, osp.basename(path)), path]
    return next((place for place in places if osp.isfile(place)), None)


def require_sound(checkpoint: dict, filename: str) -> None:
    """Raise an error if weights or optimizer state of a checkpoint are not finite.

    Args:
        checkpoint: Content of the file.
        filename: Name of the file, for the message.

    Raises:
        NonFiniteCheckpointError: If a value is NaN or infinite.
    """
    require_finite(
        checkpoint,
        f'Checkpoint {filename}',
        'Its training had failed; delete it and use an earlier one.',
    )


def require_training_state(checkpoint: dict, filename: str) -> None:
    """Raise an error if a checkpoint cannot be resumed from, as it holds weights only.

    Args:
        checkpoint: Content of the file.
        filename: Name of the file, for the message.

    Raises:
        CheckpointError: If progress, logs or optimizer are absent.
    """
    absent = [
        key for key in ('meta', 'message_hub', 'optimizer') if key not in checkpoint
    ]
    if absent:
        raise CheckpointError(
            f'Cannot resume from {filename}: it holds no {", ".join(absent)}. '
            'Resume from an epoch_N.pth file, or start a new run from these '
            'weights with load_from in the config.'
        )


def _numbered(folder: str, stem: str, below: int | None = None) -> list[str]:
    """Return the files ``<stem><number>.pth``, the highest number first."""
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
