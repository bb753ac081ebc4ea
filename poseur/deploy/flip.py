"""Flip test: predictions on crops merged with those on their mirror images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from poseur.structures import fuse_flip

from .metadata import ModelMetadata


class Prediction(NamedTuple):
    """Outputs of the graph for ``B`` crops.

    Attributes:
        keypoints: Coordinates in pixels of the crop ``[B, K, 2]``.
        sigmas: Laplace scales in pixels of the crop ``[B, K, 2]``; None for models
            without.
        scores: Keypoint scores ``[B, K]``.
    """

    keypoints: np.ndarray
    sigmas: np.ndarray | None
    scores: np.ndarray

    @classmethod
    def of(cls, outputs: Iterable[np.ndarray]) -> Prediction:
        """Name the outputs of a graph: keypoints, sigmas if it has any, and scores."""
        keypoints, *sigmas, scores = outputs
        return cls(keypoints, sigmas[0] if sigmas else None, scores)


def flip_back(mirrored: Prediction, metadata: ModelMetadata) -> Prediction:
    """Turn a prediction on mirror images into one on the crops."""
    parts = (part for part in mirrored if part is not None)
    swapped = Prediction.of(part[:, metadata.flip_indices] for part in parts)
    right_edge = metadata.input_size[0] - metadata.shift_coords
    keypoints = swapped.keypoints * (-1, 1) + (right_edge, 0)
    return swapped._replace(keypoints=keypoints)


def fuse(
    plain: Prediction, mirrored: Prediction, metadata: ModelMetadata
) -> Prediction:
    """Merge two predictions on the same crops; the sigmas are averaged.

    Args:
        plain: The prediction on the crops.
        mirrored: The prediction on their mirror images, flipped back.
        metadata: Metadata of the model, which names the
            :mod:`fusion <poseur.structures.flip_fusion>`.

    Raises:
        ValueError: If the fusion is unknown.
    """
    size = metadata.input_size
    keypoints, scores = fuse_flip(
        plain.keypoints / size,
        plain.scores,
        mirrored.keypoints / size,
        mirrored.scores,
        metadata.flip_fusion,
    )
    sigmas = None
    if plain.sigmas is not None and mirrored.sigmas is not None:
        sigmas = (plain.sigmas + mirrored.sigmas) / 2
    return Prediction(keypoints * size, sigmas, scores)
