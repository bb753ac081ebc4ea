"""Writing the graph as TorchScript."""

from __future__ import annotations

import io
import warnings

import torch

from ..metadata import SCRIPT_FILE, ModelMetadata
from .graph import InferenceGraph
from .onnx_file import example_crops


def to_torchscript(graph: InferenceGraph, metadata: ModelMetadata) -> bytes:
    """Trace and freeze the graph.

    Inputs and outputs are those of the ONNX file. The metadata are the archive's extra
    file ``poseur.json``, which ``torch.jit.load`` gives through ``_extra_files``.

    Args:
        graph: The model.
        metadata: What goes along.

    Returns:
        The content of the file.
    """
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter('ignore')  # as for ONNX: the check is by numbers
        traced = torch.jit.trace(graph, example_crops(metadata), check_trace=False)
        frozen = torch.jit.freeze(traced.eval())
        buffer = io.BytesIO()
        torch.jit.save(frozen, buffer, {SCRIPT_FILE: metadata.to_json()})
    return buffer.getvalue()
