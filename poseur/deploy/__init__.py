"""Inference with exported models, without PyTorch.

This package needs only NumPy, OpenCV and ONNX Runtime. Its subpackage
:mod:`poseur.deploy.export`, which writes the files, needs PyTorch and mmpose.
"""

import poseur.visualization  # noqa: F401  (PoseResult.plot, until version 0.3)
from poseur.structures import UnreadableImageError

from .crops import BoxError
from .metadata import ModelMetadata, NotAPoseurModelError
from .runner import OnnxPoseur

__all__ = [
    'BoxError',
    'ModelMetadata',
    'NotAPoseurModelError',
    'OnnxPoseur',
    'UnreadableImageError',
]
