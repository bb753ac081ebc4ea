"""The one check of annotation files, for training, evaluation, boxes and tools."""

from .boxes import check_boxes, why_left_out
from .demands import Demands
from .detections import check_detections, is_empty
from .gate import Checked, check_annotations
from .merge import Merger
from .mpii import check_mpii
from .reading import read_json
from .report import AnnotationError, Kind, Report
from .sizes import size_problem
from .whole_body import WHOLE_BODY_LISTS

__all__ = [
    'WHOLE_BODY_LISTS',
    'AnnotationError',
    'Checked',
    'Demands',
    'Kind',
    'Merger',
    'Report',
    'check_annotations',
    'check_boxes',
    'check_detections',
    'check_mpii',
    'is_empty',
    'read_json',
    'size_problem',
    'why_left_out',
]
