"""Exported files of half the size: weights stored in half precision."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SMALLEST = 256  # numbers of a tensor that is worth a node
SUFFIX = '_half'


def with_half_weights(content: bytes) -> bytes:
    """Store the weights of an ONNX file in half precision.

    The graph turns them into single precision when it is loaded, and computes in single
    precision as before.

    Args:
        content: An ONNX file.

    Returns:
        The new file, with the same metadata.
    """
    model = onnx.load_from_string(content)
    graph = model.graph
    large = [
        each
        for each in graph.initializer
        if each.data_type == TensorProto.FLOAT and np.prod(each.dims) >= SMALLEST
    ]
    casts = []
    for tensor in large:
        name = tensor.name
        values = numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(numpy_helper.from_array(values, name + SUFFIX))
        cast = helper.make_node(
            'Cast', [name + SUFFIX], [name], name=f'{name}_cast', to=TensorProto.FLOAT
        )
        casts.append(cast)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend([*casts, *nodes])
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()
