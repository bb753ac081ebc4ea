"""Deterministic pictures of synthetic people with keypoint annotations.

The subpackage needs NumPy, OpenCV and SciPy only.
"""

from .config import SyntheticPeopleConfig
from .marker import GENERATOR_VERSION
from .scene import Scene, render_scene
from .writer import write_dataset

__all__ = [
    'GENERATOR_VERSION',
    'Scene',
    'SyntheticPeopleConfig',
    'render_scene',
    'write_dataset',
]
