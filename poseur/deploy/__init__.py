"""Exported models without PyTorch.

This package needs NumPy, OpenCV and ONNX Runtime, and nothing else;
:mod:`poseur.deploy.export`, which makes the files, needs everything.
"""

from poseur.structures.images import UnreadableImageError

from .errors import BoxError, NotAPoseurModelError
from .metadata import ModelMetadata
from .runner import OnnxPoseur

__all__ = [
    'BoxError',
    'ModelMetadata',
    'NotAPoseurModelError',
    'OnnxPoseur',
    'UnreadableImageError',
]
