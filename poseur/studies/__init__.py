"""Studies: trainings of several models, compared in one table."""

from .processes import RunBusyError, RunFailedError, run_lock
from .records import CurvePoint, RunRecord, export_records, read_records
from .report import write_report
from .results import Row, make_rows, write_csv, write_markdown
from .runner import StudyRunner, execute_all, import_records
from .study import (
    Study,
    StudyError,
    StudyRun,
    batch_size_warning,
    load_study,
    settings_digest,
)

__all__ = [
    'CurvePoint',
    'Row',
    'RunBusyError',
    'RunFailedError',
    'RunRecord',
    'Study',
    'StudyError',
    'StudyRun',
    'StudyRunner',
    'batch_size_warning',
    'execute_all',
    'export_records',
    'import_records',
    'load_study',
    'make_rows',
    'read_records',
    'run_lock',
    'settings_digest',
    'write_csv',
    'write_markdown',
    'write_report',
]
