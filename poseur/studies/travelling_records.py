"""Records of finished runs, carried from one machine to another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from poseur.engine.checkpoint import write_atomically

from .execution import StudyRunner
from .study import StudyError, StudyRun


def export_records(runner: StudyRunner, runs: Sequence[StudyRun], path: Path) -> None:
    """Write the records of the finished runs, with what their settings were.

    Raises:
        StudyError: If a run was made with other settings than it has now.
    """
    found = [(run, runner.record_of(run)) for run in runs]
    records = [record | dict(settings=run.digest) for run, record in found if record]
    write_atomically((json.dumps(records, indent=1) + '\n').encode(), path)


def adopt_records(runner: StudyRunner, runs: Sequence[StudyRun], path: Path) -> int:
    """Take runs that another machine has finished for finished here.

    Args:
        runner: Runs the study here.
        runs: All runs of the study.
        path: What :func:`export_records` wrote there.

    Returns:
        How many runs were taken over; runs with a record of their own are not.

    Raises:
        StudyError: If the file cannot be read, or holds a run with other settings.
    """
    try:
        records = json.loads(path.read_text())
        by_run = {(record['name'], record['seed']): record for record in records}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(
            f'{path} holds no records of a study ({error}); give the records.json that '
            'run_study.py wrote'
        ) from error
    adopted = 0
    for run in runs:
        record = by_run.get((run.name, run.seed))
        if record is None or runner.record_of(run):
            continue
        if record.pop('settings', None) != run.digest:
            raise StudyError(
                f'{path} holds {run.name!r} with seed {run.seed}, made with other '
                'settings than it has now. Rename the run, or take it out of the file '
                'to train it again.'
            )
        runner.keep_record(run, record)
        adopted += 1
    return adopted
