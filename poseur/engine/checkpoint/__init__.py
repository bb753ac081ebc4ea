"""Safe, atomic and checked handling of checkpoint files."""

from .atomic_io import AtomicLocalBackend, write_atomically
from .errors import (
    CheckpointError,
    CheckpointMismatchError,
    CorruptCheckpointError,
    UnsafeCheckpointError,
)
from .key_check import KeyReport, compare_keys, require_exact
from .resume import newest_readable, pointed_checkpoint, resume_candidates
from .safe_load import load_file
from .sources import fetch

__all__ = [
    'AtomicLocalBackend',
    'CheckpointError',
    'CheckpointMismatchError',
    'CorruptCheckpointError',
    'KeyReport',
    'UnsafeCheckpointError',
    'compare_keys',
    'fetch',
    'load_file',
    'newest_readable',
    'pointed_checkpoint',
    'require_exact',
    'resume_candidates',
    'write_atomically',
]
