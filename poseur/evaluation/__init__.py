"""Metrics, registered with mmpose on import, and checks of result files."""

from .box_pck import BoxPCK
from .checked_coco import CheckedCocoMetric
from .coco_results import validate_coco_results
from .mpii_pckh import MpiiPCKh
from .wholebody_parts import CocoWholeBodyPartMetric

__all__ = [
    'BoxPCK',
    'CheckedCocoMetric',
    'CocoWholeBodyPartMetric',
    'MpiiPCKh',
    'validate_coco_results',
]
