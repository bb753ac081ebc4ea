"""Quantization of the backbone to int8."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quant_pre_process,
    quantize_static,
)

from ..metadata import ModelMetadata
from .metadata import ExportError
from .onnx_file import set_metadata

PRODUCTS = ('Conv', 'MatMul', 'Gemm')
FOLDED = ('Clip', 'Relu')  # into the range of the product before them
NUM_FLOAT = 3  # products at the beginning that stay in float32


class CropReader(CalibrationDataReader):
    """Reader that passes crops to the calibration one by one.

    Args:
        crops: uint8 BGR ``[N, H, W, 3]``.
    """

    def __init__(self, crops: np.ndarray) -> None:
        self.crops: Iterator[np.ndarray] = iter(crops)

    def get_next(self) -> dict[str, np.ndarray] | None:
        """Return the next crop as input of the graph, or None at the end."""
        crop = next(self.crops, None)
        return None if crop is None else {'crops': crop[None]}


def quantize_backbone(
    exported: bytes, crops: np.ndarray, metadata: ModelMetadata
) -> tuple[bytes, ModelMetadata]:
    """Quantize the convolutions and matrix products of the backbone to int8.

    This is ONNX Runtime's static quantization: weights per channel, activations per
    tensor with the ranges observed on the given crops. ReLU and ReLU6 become limits of
    these ranges, so that no range includes values that they cut off. The first three
    products stay in float32, since their rounding errors affect all maps; so do neck
    and head.

    Args:
        exported: Content of the ONNX file.
        crops: Typical inputs of the model, uint8 BGR ``[N, H, W, 3]``.
        metadata: The metadata of the file.

    Returns:
        Content of the new file, and its metadata.

    Raises:
        ExportError: If the backbone has at most three products.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, prepared, target = (
            str(Path(folder, f'{name}.onnx')) for name in ('float', 'prepared', 'int8')
        )
        Path(source).write_bytes(exported)
        quant_pre_process(source, prepared, skip_symbolic_shape=True)
        quantize_static(
            prepared,
            target,
            CropReader(crops),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=PRODUCTS + FOLDED,
            nodes_to_quantize=backbone_nodes(onnx.load(prepared)),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        model = onnx.load(target)
    metadata = metadata.replace(backbone='int8')
    set_metadata(model, metadata)
    return model.SerializeToString(), metadata


def backbone_nodes(model: onnx.ModelProto) -> list[str]:
    """Return the names of the nodes to quantize, from the fourth product on.

    No node in between may be left out: when ONNX Runtime loads the file, it would
    quantize the weights of such a convolution, and per tensor.

    Raises:
        ExportError: If there are none.
    """
    nodes = [
        node
        for node in model.graph.node
        if '/backbone/' in node.name and node.op_type in PRODUCTS + FOLDED
    ]
    products = [i for i, node in enumerate(nodes) if node.op_type in PRODUCTS]
    if len(products) <= NUM_FLOAT:
        raise ExportError(
            f'The backbone has {len(products)} convolutions and products, of which the '
            f'first {NUM_FLOAT} stay in float32. Export without --int8.'
        )
    return [node.name for node in nodes[products[NUM_FLOAT] :]]
