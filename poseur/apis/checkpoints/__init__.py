"""Convert and publish checkpoints."""

from .converter import PARTS, convert_checkpoint
from .names import NAMINGS
from .publisher import Publication, publish_checkpoint
from .report import ConversionReport, group_by_reason

__all__ = [
    'NAMINGS',
    'PARTS',
    'ConversionReport',
    'Publication',
    'convert_checkpoint',
    'group_by_reason',
    'publish_checkpoint',
]
