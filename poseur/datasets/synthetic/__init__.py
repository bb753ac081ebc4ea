"""Deterministic pictures of synthetic people with keypoint annotations.

The subpackage needs NumPy, OpenCV and SciPy only.
"""

from .config import SyntheticPeopleConfig
from .scene import Scene, render_scene
from .writer import GENERATOR_VERSION, write_dataset

__all__ = [
    'GENERATOR_VERSION',
    'Scene',
    'SyntheticPeopleConfig',
    'render_scene',
    'write_dataset',
]
