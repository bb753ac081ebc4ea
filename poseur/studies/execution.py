"""Execution of a study: all of its runs, and those that another machine finished."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from poseur.engine.folder_lock import FolderBusyError

from .processes import RunFailedError
from .records import read_records
from .runner import StudyRunner
from .study import Study, StudyError, StudyRun


def execute_all(
    runner: StudyRunner, study: Study, runs: Sequence[StudyRun]
) -> list[str]:
    """Execute all runs, those that other processes work on last.

    A failed run does not stop the others.

    Returns:
        Messages of the failures, which are also printed when they happen.
    """
    busy: list[StudyRun] = []
    failures: list[str] = []
    for todo, wait in ((list(runs), False), (busy, True)):
        for run in todo:
            print(f'{run.folder} ...', flush=True)
            try:
                record = runner.execute(run, wait)
                print(f'{run.folder}: {record.score(study.metric):.4g}', flush=True)
            except FolderBusyError:
                print(f'{run.folder}: busy, another process trains it', flush=True)
                busy.append(run)
            except (RunFailedError, StudyError) as error:
                failures.append(f'{run.folder}: {error}')
                print(failures[-1], flush=True)
    return failures


def import_records(runner: StudyRunner, runs: Sequence[StudyRun], path: Path) -> int:
    """Import the records of another machine, so that its runs are not repeated.

    Args:
        runner: Runner of the study on this machine.
        runs: All runs of the study.
        path: File written by :func:`export_records` on the other machine.

    Returns:
        The number of imported records. Runs that are finished here keep theirs.

    Raises:
        FolderBusyError: If another process works on one of the runs.
        StudyError: If the file cannot be read, or holds a run with other settings.
    """
    records = read_records(path)
    imported = 0
    for run in runs:
        record, digest = records.get((run.name, run.seed), (None, None))
        if record is None or runner.record_of(run):
            continue
        if digest != run.digest:
            raise StudyError(
                f'{path} holds {run.name!r} with seed {run.seed}, made with other '
                'settings than it has now. Rename the run, or remove it from the file '
                'to train it again.'
            )
        runner.import_record(run, record)
        imported += 1
    return imported
