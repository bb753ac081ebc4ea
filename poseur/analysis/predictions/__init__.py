"""Analysis of predictions: errors, and the calibration of scales and scores."""

from .calibration import Calibration, CalibrationReport, assess, error_factors
from .dump import KeypointPredictions, read_dump
from .load import load_predictions
from .tolerance import Tolerance, compute_tolerance, relative_errors

__all__ = [
    'Calibration',
    'CalibrationReport',
    'KeypointPredictions',
    'Tolerance',
    'assess',
    'compute_tolerance',
    'error_factors',
    'load_predictions',
    'read_dump',
    'relative_errors',
]
