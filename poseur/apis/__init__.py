"""What the command lines in tools/ call, ready to be called from Python too."""

from poseur.structures import PoseResult, Skeleton
from poseur.tracking import OKSTracker

from .detector_boxes import DetectorBoxes
from .failures import Failure, InferenceError
from .inferencer import PoseurInferencer

__all__ = [
    'DetectorBoxes',
    'Failure',
    'InferenceError',
    'OKSTracker',
    'PoseResult',
    'PoseurInferencer',
    'Skeleton',
]
