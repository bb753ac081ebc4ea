"""Studies: many trainings that are compared in one table."""

from .execution import RunFailedError, StudyRunner
from .queue import execute_all
from .record import CurvePoint, RunRecord
from .report import write_report
from .results import Row, make_rows, write_csv, write_markdown
from .run_lock import RunBusyError, run_lock
from .settings import batch_notice, settings_digest
from .study import Study, StudyError, StudyRun, load_study
from .traveling_records import adopt_records, export_records, read_records

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
    'adopt_records',
    'batch_notice',
    'execute_all',
    'export_records',
    'load_study',
    'make_rows',
    'read_records',
    'run_lock',
    'settings_digest',
    'write_csv',
    'write_markdown',
    'write_report',
]
