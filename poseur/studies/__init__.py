"""Studies: trainings of several models, compared in one table."""

from .comparison import Row, compare_rows, make_rows
from .execution import execute_all, import_records
from .person_counts import PersonCounts
from .processes import RunFailedError
from .records import CurvePoint, RunRecord, export_records, read_records
from .report import write_report
from .results import write_csv, write_markdown
from .runner import StudyRunner
from .study import (
    Study,
    StudyError,
    StudyRun,
    settings_digest,
)
from .study_file import load_study

__all__ = [
    'CurvePoint',
    'PersonCounts',
    'Row',
    'RunFailedError',
    'RunRecord',
    'Study',
    'StudyError',
    'StudyRun',
    'StudyRunner',
    'compare_rows',
    'execute_all',
    'export_records',
    'import_records',
    'load_study',
    'make_rows',
    'read_records',
    'settings_digest',
    'write_csv',
    'write_markdown',
    'write_report',
]
