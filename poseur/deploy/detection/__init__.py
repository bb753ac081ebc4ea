"""Object detectors in ONNX files, which give the boxes of several people."""

from .classes import COCO_CLASSES
from .detector import OnnxDetector
from .errors import DetectorError
from .formats import FORMATS
from .options import (
    DEFAULT_CLASSES,
    add_detector_options,
    detector_from_options,
    say_whole_images,
)

__all__ = [
    'COCO_CLASSES',
    'DEFAULT_CLASSES',
    'FORMATS',
    'DetectorError',
    'OnnxDetector',
    'add_detector_options',
    'detector_from_options',
    'say_whole_images',
]
