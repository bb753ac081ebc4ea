"""Exported models without PyTorch.

This package needs NumPy, OpenCV and ONNX Runtime, and nothing else;
:mod:`poseur.deploy.export`, which makes the files, needs everything.
"""

from .errors import BoxError, NotAPoseurModelError, UnreadableImageError
from .metadata import ModelMetadata
from .runner import OnnxPoseur

__all__ = [
    'BoxError',
    'ModelMetadata',
    'NotAPoseurModelError',
    'OnnxPoseur',
    'UnreadableImageError',
]
