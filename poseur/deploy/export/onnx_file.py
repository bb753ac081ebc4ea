"""Export to ONNX."""

from __future__ import annotations

import io
import warnings
from copy import deepcopy

import onnx
import torch

from ..metadata import KEY, ModelMetadata
from .graph import CropGraph

DESCRIPTION = (
    'Poseur. Input crops: uint8 BGR [batch, height, width, 3] of the size in the '
    'metadata, normalized inside the graph. Outputs in pixels of the crop: keypoints '
    '[batch, K, 2], and of Poseur sigmas (Laplace scales) [batch, K, 2]; scores '
    '[batch, K].'
)


def to_onnx(graph: CropGraph, metadata: ModelMetadata, opset: int = 17) -> bytes:
    """Export the graph with its metadata as an ONNX file.

    This uses PyTorch's tracing exporter, since the newer one needs the package
    onnxscript. Warnings of the tracer are suppressed, since :func:`require_same` finds
    any error.

    Args:
        graph: The model.
        metadata: Metadata to store in the file.
        opset: Version of the ONNX operators, at least 16.

    Returns:
        The content of the file.

    Raises:
        ValueError: If the opset is too old.
        onnx.checker.ValidationError: If the result is not a valid ONNX file.
    """
    if opset < 16:
        raise ValueError(f'opset={opset} is too old: give 16 or above')
    buffer = io.BytesIO()
    graph = deepcopy(graph)  # the exporter folds batch norm into the given weights
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter('ignore')
        torch.onnx.export(
            graph,
            (example_crops(metadata),),
            buffer,  # type: ignore[arg-type]  # accepted if dynamo=False
            dynamo=False,
            opset_version=opset,
            input_names=['crops'],
            output_names=list(graph.outputs),
            dynamic_axes={name: {0: 'batch'} for name in ('crops', *graph.outputs)},
        )
    model = onnx.load_from_string(buffer.getvalue())
    model.doc_string = DESCRIPTION
    model.producer_name = f'poseur {metadata.model}'
    set_metadata(model, metadata)
    set_output_shapes(model, graph.num_keypoints)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def set_metadata(model: onnx.ModelProto, metadata: ModelMetadata) -> None:
    """Store the metadata in a model in place."""
    onnx.helper.set_model_props(model, {KEY: metadata.to_json()})


def set_output_shapes(model: onnx.ModelProto, num_keypoints: int) -> None:
    """Set the shapes of the outputs, which tracing loses, in place."""
    for output in model.graph.output:
        _, *dims = output.type.tensor_type.shape.dim  # all but the batch
        for dim, size in zip(dims, (num_keypoints, 2), strict=False):
            dim.dim_value = size


def example_crops(metadata: ModelMetadata, batch: int = 2) -> torch.Tensor:
    """Return noise as crops, uint8 ``[B, H, W, 3]``; the same in each call."""
    width, height = metadata.input_size
    generator = torch.Generator().manual_seed(0)
    shape = (batch, height, width, 3)
    return torch.randint(256, shape, dtype=torch.uint8, generator=generator)
