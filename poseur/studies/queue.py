"""All runs of a study, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from .execution import RunFailedError, StudyRunner
from .run_lock import RunBusyError
from .study import Study, StudyError, StudyRun


def execute_all(
    runner: StudyRunner, study: Study, runs: Sequence[StudyRun]
) -> list[str]:
    """Do all runs that nobody else does, then wait for those that were busy.

    Returns:
        What went wrong, printed as it happens too; a run that fails does not keep the
        others from running.
    """
    busy: list[StudyRun] = []
    failures: list[str] = []
    for todo, wait in ((list(runs), False), (busy, True)):
        for run in todo:
            print(f'{run.folder} ...', flush=True)
            try:
                record = runner.execute(run, wait)
                print(f'{run.folder}: {record.score(study.metric):.4g}', flush=True)
            except RunBusyError:
                print(f'{run.folder}: busy, another process trains it', flush=True)
                busy.append(run)
            except (RunFailedError, StudyError) as error:
                failures.append(f'{run.folder}: {error}')
                print(failures[-1], flush=True)
    return failures
