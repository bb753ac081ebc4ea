"""Records of finished runs, carried from one machine to another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from poseur.checkpoints import write_atomically

from .execution import StudyRunner
from .record import RunRecord
from .study import StudyError, StudyRun


def export_records(finished: Sequence[tuple[StudyRun, RunRecord]], path: Path) -> None:
    """Write the records of the finished runs, with what their settings were.

    Raises:
        StudyError: If the file holds runs that are not finished here, and would be
            lost.
    """
    here = {(run.name, run.seed) for run, _ in finished}
    lost = set(read_records(path)) - here if path.is_file() else set()
    if lost:
        names = ', '.join(f'{name!r} with seed {seed}' for name, seed in sorted(lost))
        raise StudyError(
            f'{path} holds {names}, which is not finished here and would be lost. Take '
            f'its runs over with --records {path}, or write to another folder.'
        )
    content = [record.to_dict() | dict(settings=run.digest) for run, record in finished]
    write_atomically((json.dumps(content, indent=1) + '\n').encode(), path)


def read_records(path: Path) -> dict[tuple[str, int], tuple[RunRecord, str]]:
    """Read records by name and seed, each with the digest of its settings.

    Raises:
        StudyError: If the file holds something else.
    """
    try:
        content = json.loads(path.read_text())
        pairs = [
            (entry.pop('settings'), RunRecord.from_dict(entry)) for entry in content
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(
            f'{path} holds no records of a study ({error!r}); give the records.json '
            'that run_study.py wrote'
        ) from error
    return {(record.name, record.seed): (record, digest) for digest, record in pairs}


def adopt_records(runner: StudyRunner, runs: Sequence[StudyRun], path: Path) -> int:
    """Take runs that another machine has finished for finished here.

    Args:
        runner: Runs the study here.
        runs: All runs of the study.
        path: What :func:`export_records` wrote there.

    Returns:
        How many runs were taken over; runs with a record of their own are not.

    Raises:
        RunBusyError: If another process works on such a run.
        StudyError: If the file cannot be read, or holds a run with other settings.
    """
    records = read_records(path)
    adopted = 0
    for run in runs:
        record, digest = records.get((run.name, run.seed), (None, None))
        if record is None or runner.record_of(run):
            continue
        if digest != run.digest:
            raise StudyError(
                f'{path} holds {run.name!r} with seed {run.seed}, made with other '
                'settings than it has now. Rename the run, or take it out of the file '
                'to train it again.'
            )
        runner.adopt(run, record)
        adopted += 1
    return adopted
