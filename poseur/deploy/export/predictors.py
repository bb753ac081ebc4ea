"""A model and its exported files as functions of crops."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import numpy as np
import onnxruntime
import torch
from mmengine.model import BaseModel
from mmpose.structures import PoseDataSample
from torch import Tensor

from poseur.codecs import score_keypoints
from poseur.models.comparisons import PRTRHead

from ..flip import Prediction
from ..metadata import ModelMetadata

Predict = Callable[[np.ndarray], Sequence[np.ndarray]]


def predict_with_torch(
    estimator: BaseModel, crops: Tensor, metadata: ModelMetadata
) -> Prediction:
    """Predict crops, uint8 BGR ``[B, H, W, 3]``, without flip test."""
    inputs = [crop.permute(2, 0, 1) for crop in crops]
    samples = [PoseDataSample() for _ in crops]
    with torch.no_grad():
        batch = estimator.data_preprocessor(dict(inputs=inputs, data_samples=samples))
        feats = estimator.extract_feat(batch['inputs'])
        size = torch.tensor(metadata.input_size)
        if isinstance(estimator.head, PRTRHead):
            coords, scores = estimator.head.read_out(feats, estimator.test_cfg)
            return Prediction((coords * size).numpy(), None, scores.numpy())
        mu, sigma = estimator.head(feats).keypoints
        scores = score_keypoints(sigma, **metadata.keypoint_score)
    return Prediction(*(each.numpy() for each in (mu * size, sigma * size, scores)))


def onnx_predictor(exported: bytes) -> Predict:
    """Return a function that runs the content of an ONNX file."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(exported, options, ['CPUExecutionProvider'])
    return lambda crops: session.run(None, {'crops': crops})


def torchscript_predictor(exported: bytes) -> Predict:
    """Return a function that runs the content of a TorchScript file."""
    module = torch.jit.load(io.BytesIO(exported))

    def predict(crops: np.ndarray) -> list[np.ndarray]:
        with torch.no_grad():
            return [each.numpy() for each in module(torch.from_numpy(crops))]

    return predict


PREDICTORS = dict(onnx=onnx_predictor, torchscript=torchscript_predictor)
