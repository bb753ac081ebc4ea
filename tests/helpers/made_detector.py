"""Detectors in ONNX files that find the same objects in every image."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def write_detector(
    path: Path,
    outputs: dict[str, np.ndarray],
    size: tuple[int | str, int | str] = (64, 64),
    metadata: dict[str, str] | None = None,
) -> Path:
    """Write a graph that takes an image and gives constants.

    Args:
        path: File to write.
        outputs: The constants by name.
        size: Width and height of the input; names where they may vary.
        metadata: Entries of the file.
    """
    shape = [1, 3, size[1], size[0]]
    nodes, infos = [], []
    for name, array in outputs.items():
        value = numpy_helper.from_array(array)
        nodes.append(helper.make_node('Constant', [], [name], value=value))
        kind = helper.np_dtype_to_tensor_dtype(array.dtype)
        infos.append(helper.make_tensor_value_info(name, kind, array.shape))
    image = helper.make_tensor_value_info('images', TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, 'detector', [image], infos)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)])
    model.ir_version = 9
    onnx.helper.set_model_props(model, metadata or {})
    onnx.save(model, str(path))
    return path
