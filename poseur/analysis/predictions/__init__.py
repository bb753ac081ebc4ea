"""What is wrong in predictions, and whether the model knows."""

from .calibration import Calibration, CalibrationReport, assess
from .dump import PredictedPeople
from .load import add_test_arguments, tested_people
from .tolerance import Tolerance, relative_errors, tolerance

__all__ = [
    'Calibration',
    'CalibrationReport',
    'PredictedPeople',
    'Tolerance',
    'add_test_arguments',
    'assess',
    'relative_errors',
    'tested_people',
    'tolerance',
]
