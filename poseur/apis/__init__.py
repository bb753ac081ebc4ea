"""Inference on images and videos from Python."""

from poseur.structures import PoseResult, Skeleton
from poseur.tracking import OKSTracker

from .boxes import BoxProvider, DetectorBoxes, as_box_provider
from .failures import Failure, InferenceError
from .inferencer import PoseurInferencer

__all__ = [
    'BoxProvider',
    'DetectorBoxes',
    'Failure',
    'InferenceError',
    'OKSTracker',
    'PoseResult',
    'PoseurInferencer',
    'Skeleton',
    'as_box_provider',
]
