"""The backbone in eight bits."""

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
from .description import ExportError
from .onnx_file import set_metadata

PRODUCTS = ('Conv', 'MatMul', 'Gemm')
FOLDED = ('Clip', 'Relu')  # into the range of the product before them
IN_FLOAT = 3  # products at the beginning


class CropReader(CalibrationDataReader):
    """Hands crops to the calibration, one at a time.

    Args:
        crops: uint8 BGR ``[N, H, W, 3]``.
    """

    def __init__(self, crops: np.ndarray) -> None:
        self.crops: Iterator[np.ndarray] = iter(crops)

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next crop as the graph's input, or None at the end."""
        crop = next(self.crops, None)
        return None if crop is None else {'crops': crop[None]}


def quantize_backbone(
    exported: bytes, crops: np.ndarray, metadata: ModelMetadata
) -> tuple[bytes, ModelMetadata]:
    """Let the backbone's convolutions and products compute in eight bits.

    ONNX Runtime's static quantization: weights per channel and activations per tensor,
    whose ranges are those met on the given crops. ReLU and ReLU6 become limits of these
    ranges, which would otherwise hold what they cut off. The first three products stay
    in float32, since all maps suffer from their rounding, and so do neck and head.

    Args:
        exported: Content of the ONNX file.
        crops: What the model sees in use, uint8 BGR ``[N, H, W, 3]``.
        metadata: What the file says about itself.

    Returns:
        Content of the new file, and its metadata.

    Raises:
        ExportError: If the backbone is too small.
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
    """Names of the backbone's nodes to quantize, from the fourth product on.

    None is left out in between: ONNX Runtime quantizes the weights of a convolution
    between quantized ones by itself when it loads the file, and per tensor.

    Raises:
        ExportError: If there are none.
    """
    nodes = [
        node
        for node in model.graph.node
        if '/backbone/' in node.name and node.op_type in PRODUCTS + FOLDED
    ]
    products = [i for i, node in enumerate(nodes) if node.op_type in PRODUCTS]
    if len(products) <= IN_FLOAT:
        raise ExportError(
            f'The backbone has {len(products)} convolutions and products, of which the '
            f'first {IN_FLOAT} stay in float32. Export without --int8.'
        )
    return [node.name for node in nodes[products[IN_FLOAT] :]]
