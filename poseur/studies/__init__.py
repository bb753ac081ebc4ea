"""Studies: many trainings that are compared in one table."""

from .execution import RunFailedError, StudyRunner
from .model_kind import finds_people
from .results import Row, make_rows, write_csv, write_markdown
from .run_lock import RunBusyError, run_lock
from .study import Study, StudyError, StudyRun, load_study
from .travelling_records import adopt_records, export_records

__all__ = [
    'Row',
    'RunBusyError',
    'RunFailedError',
    'Study',
    'StudyError',
    'StudyRun',
    'StudyRunner',
    'adopt_records',
    'export_records',
    'finds_people',
    'load_study',
    'make_rows',
    'run_lock',
    'write_csv',
    'write_markdown',
]
