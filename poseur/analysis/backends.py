"""One model in PyTorch's modes and in ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from mmengine.config import Config
from torch import Tensor, nn

from poseur.config import build_model, dataset_metainfo
from poseur.deploy.export import InferenceGraph, describe, quantize_backbone, to_onnx
from poseur.deploy.export.onnx_file import example_crops
from poseur.deploy.export.predictors import onnx_predictor, predict_with_torch
from poseur.deploy.metadata import ModelMetadata


class ModelBackends(NamedTuple):
    """A model with random weights, ready to run in several ways.

    Attributes:
        metadata: What the exported files say about themselves.
        checkpoint: File of the weights.
        files: Exported files by arithmetic, ``'float32'`` and ``'int8'``.
        predict: Functions of crops, uint8 ``[B, H, W, 3]``, by backend.
    """

    metadata: ModelMetadata
    checkpoint: Path
    files: dict[str, Path]
    predict: dict[str, Callable[[np.ndarray], object]]


def build_backends(cfg: Config, folder: Path, compiled: bool) -> ModelBackends:
    """Build, export and quantize a model.

    Args:
        cfg: Its config; pretrained weights are not loaded.
        folder: Where its files go.
        compiled: Whether ``torch.compile`` is among the backends.
    """
    cfg.model.backbone.init_cfg = None
    model = build_model(cfg).eval()
    metadata = describe(cfg, model, dataset_metainfo(cfg))
    content = to_onnx(InferenceGraph(model, metadata), metadata)
    crops = example_crops(metadata, 4).numpy()  # ranges do not matter for the time
    quantized, _ = quantize_backbone(content, crops, metadata)
    folder.mkdir()
    checkpoint = folder / 'model.pth'
    torch.save(dict(state_dict=model.state_dict()), checkpoint)
    files = dict(float32=folder / 'float32.onnx', int8=folder / 'int8.onnx')
    files['float32'].write_bytes(content)
    files['int8'].write_bytes(quantized)

    def in_torch(module: nn.Module) -> Callable[[np.ndarray], object]:
        return lambda crops: predict_with_torch(
            module, torch.from_numpy(crops), metadata
        )

    nhwc = deepcopy(model).to(memory_format=torch.channels_last)
    predict = {'PyTorch eager': in_torch(model), 'channels_last': in_torch(nhwc)}
    if compiled:
        predict['torch.compile'] = compile_graph(InferenceGraph(model, metadata))
    predict['ONNX Runtime float32'] = onnx_predictor(content)
    predict['ONNX Runtime int8'] = onnx_predictor(quantized)
    return ModelBackends(metadata, checkpoint, files, predict)


def compile_graph(graph: nn.Module) -> Callable[[np.ndarray], object]:
    """Compile a graph, anew for every batch size; takes a C++ compiler and minutes."""
    compiled = torch.compile(graph, dynamic=False, options=dict(freezing=True))

    def predict(crops: np.ndarray) -> tuple[Tensor, ...]:
        with torch.no_grad():
            return compiled(torch.from_numpy(crops))

    return predict
