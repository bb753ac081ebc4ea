"""Export of models to ONNX and TorchScript; needs PyTorch and mmpose."""

from .accuracy import (
    AccuracyError,
    Deviation,
    PixelChange,
    pixel_change,
    require_same,
)
from .calibration import read_crops
from .graph import InferenceGraph
from .half_weights import with_half_weights
from .metadata import ExportError, build_metadata
from .onnx_file import to_onnx
from .prtr_graph import PRTRGraph, build_graph
from .quantization import quantize_backbone
from .torchscript_file import to_torchscript

__all__ = [
    'AccuracyError',
    'Deviation',
    'ExportError',
    'InferenceGraph',
    'PRTRGraph',
    'PixelChange',
    'build_graph',
    'build_metadata',
    'pixel_change',
    'quantize_backbone',
    'read_crops',
    'require_same',
    'to_onnx',
    'to_torchscript',
    'with_half_weights',
]
