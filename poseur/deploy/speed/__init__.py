"""Timings of models and of whole programs, always several by turns."""

from .backends import ModelBackends, build_backends
from .programs import Scene, make_scenes, people_programs
from .turns import Timing, time_by_turns

__all__ = [
    'ModelBackends',
    'Scene',
    'Timing',
    'build_backends',
    'make_scenes',
    'people_programs',
    'time_by_turns',
]
