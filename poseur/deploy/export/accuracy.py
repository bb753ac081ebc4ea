"""Comparison of exported files with the PyTorch model and with each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from mmengine.model import BaseModel

from ..flip import Prediction
from ..metadata import ModelMetadata
from .onnx_file import example_crops
from .predictors import PREDICTORS, onnx_predictor, predict_with_torch

TOLERANCE = 1e-4
BATCH_SIZES = (1, 2, 3)


class AccuracyError(RuntimeError):
    """The predictions of an exported file differ from those of the model."""


class Deviation(NamedTuple):
    """Largest absolute differences between two predictions.

    Attributes:
        keypoints: Difference of keypoints in crop widths and heights.
        sigmas: Difference of Laplace scales in the same unit; 0 for models without.
        scores: Difference of keypoint scores.
    """

    keypoints: float
    sigmas: float
    scores: float

    def __str__(self) -> str:
        parts = zip(self._fields, self, strict=True)
        return ', '.join(f'{name} {value:.1e}' for name, value in parts)


def require_same(
    estimator: BaseModel, exported: bytes, form: str, metadata: ModelMetadata
) -> Deviation:
    """Compare an exported file with the PyTorch model for several batch sizes.

    Args:
        estimator: The PyTorch model in evaluation mode.
        exported: Content of the file.
        form: ``'onnx'`` or ``'torchscript'``.
        metadata: The metadata of the file.

    Returns:
        The largest differences.

    Raises:
        AccuracyError: If one of them is not below 1e-4, or the file does not run.
    """
    predict = PREDICTORS[form](exported)
    pairs = []
    for batch in BATCH_SIZES:
        crops = example_crops(metadata, batch)
        expected = predict_with_torch(estimator, crops, metadata)
        try:
            pairs.append((expected, Prediction.of(predict(crops.numpy()))))
        except Exception as error:  # of a runtime: its classes are private
            raise AccuracyError(
                f'the {form} file does not run on a batch of {batch}: {error}. A part '
                'of this model cannot be traced; docs/deployment.md lists the models '
                'that can be exported'
            ) from error
    found = deviation(pairs, metadata)
    if not max(found) < TOLERANCE:  # also if it is NaN
        raise AccuracyError(
            f'the {form} file deviates from PyTorch by {found}, in crop widths and '
            f'heights, and not by less than {TOLERANCE:.0e}'
        )
    return found


def deviation(
    pairs: Sequence[tuple[Prediction, Prediction]], metadata: ModelMetadata
) -> Deviation:
    """Return the largest differences between pairs of predictions."""
    size = np.array(metadata.input_size)
    units = (size, size, 1)
    largest = [
        [
            0.0 if wanted is None else np.abs((given - wanted) / unit).max()
            for wanted, given, unit in zip(*pair, units, strict=True)
        ]
        for pair in pairs
    ]
    return Deviation(*np.max(largest, axis=0).tolist())


class PixelChange(NamedTuple):
    """Distances by which keypoints move, in pixels of the crop.

    Attributes:
        mean: Mean distance.
        median: Median distance.
        percentile95: 95th percentile of the distances.
        largest: Largest distance.
    """

    mean: float
    median: float
    percentile95: float
    largest: float

    @classmethod
    def of(cls, distances: np.ndarray) -> PixelChange:
        """Summarize distances of any shape."""
        percentiles = np.percentile(distances, (50, 95, 100))
        return cls(float(distances.mean()), *percentiles.tolist())

    def __str__(self) -> str:
        return (
            f'mean {self.mean:.2f}, median {self.median:.2f}, 95th percentile '
            f'{self.percentile95:.2f}, largest {self.largest:.2f}'
        )


def pixel_change(before: bytes, after: bytes, crops: np.ndarray) -> PixelChange:
    """Compare the keypoints of two ONNX files on crops, without flip test.

    Args:
        before: Content of the first file.
        after: Content of the second file.
        crops: uint8 BGR ``[N, H, W, 3]``.
    """
    old, new = (
        np.concatenate([predict(crop[None])[0] for crop in crops])
        for predict in map(onnx_predictor, (before, after))
    )
    return PixelChange.of(np.linalg.norm(old - new, axis=-1))
