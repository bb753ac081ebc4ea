"""Making exported files from a config and a checkpoint; needs PyTorch and mmpose."""

from .accuracy import (
    AccuracyError,
    Deviation,
    PixelChange,
    pixel_change,
    require_same,
)
from .calibration import read_crops
from .description import ExportError, describe
from .graph import InferenceGraph
from .onnx_file import to_onnx
from .quantization import quantize_backbone
from .torchscript_file import to_torchscript

__all__ = [
    'AccuracyError',
    'Deviation',
    'ExportError',
    'InferenceGraph',
    'PixelChange',
    'describe',
    'pixel_change',
    'quantize_backbone',
    'read_crops',
    'require_same',
    'to_onnx',
    'to_torchscript',
]
