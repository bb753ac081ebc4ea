"""Checkpoint files: safe loading, atomic writing, resuming, conversion, publication.

Importing the package makes mmengine read checkpoints through :func:`load_file` and
registers :class:`PretrainedInit`.
"""

from .atomic_io import AtomicLocalBackend, write_atomically
from .convert import PARTS, convert_checkpoint
from .errors import (
    CheckpointError,
    CheckpointMismatchError,
    CorruptCheckpointError,
    UnsafeCheckpointError,
)
from .keys import KeyReport, compare_keys, require_exact
from .naming.rename import NAMINGS
from .pretrained import PretrainedInit
from .publish import Publication, half_checkpoint, publish_checkpoint
from .report import ConversionReport, group_by_reason
from .resume import newest_readable, pointed_checkpoint, resume_candidates
from .safe_load import load_file
from .sources import fetch

__all__ = [
    'NAMINGS',
    'PARTS',
    'AtomicLocalBackend',
    'CheckpointError',
    'CheckpointMismatchError',
    'ConversionReport',
    'CorruptCheckpointError',
    'KeyReport',
    'PretrainedInit',
    'Publication',
    'UnsafeCheckpointError',
    'compare_keys',
    'convert_checkpoint',
    'fetch',
    'group_by_reason',
    'half_checkpoint',
    'load_file',
    'newest_readable',
    'pointed_checkpoint',
    'publish_checkpoint',
    'require_exact',
    'resume_candidates',
    'write_atomically',
]
