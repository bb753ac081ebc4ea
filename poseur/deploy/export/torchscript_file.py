"""Export to TorchScript."""

from __future__ import annotations

import io
import warnings

import torch

from ..metadata import SCRIPT_FILE, ModelMetadata
from .graph import CropGraph
from .onnx_file import example_crops


def to_torchscript(graph: CropGraph, metadata: ModelMetadata) -> bytes:
    """Export the graph with its metadata as a TorchScript file.

    Inputs and outputs are those of the ONNX file. The extra file ``poseur.json`` of the
    archive holds the metadata; ``torch.jit.load`` reads it through ``_extra_files``.

    Args:
        graph: The model.
        metadata: Metadata to store in the file.

    Returns:
        The content of the file.
    """
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter('ignore')  # of the tracer, as in to_onnx
        traced = torch.jit.trace(graph, example_crops(metadata), check_trace=False)
        frozen = torch.jit.freeze(traced.eval())
        buffer = io.BytesIO()
        torch.jit.save(frozen, buffer, {SCRIPT_FILE: metadata.to_json()})
    return buffer.getvalue()
