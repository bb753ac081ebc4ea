"""Merging the predictions on crops and on their mirror images, in NumPy.

The formulas are those of :mod:`poseur.codecs.flip_fusion`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .metadata import ModelMetadata


class Prediction(NamedTuple):
    """Outputs of the graph for ``B`` crops.

    Attributes:
        keypoints: Coordinates in pixels of the crop ``[B, K, 2]``.
        sigmas: Laplace scales in pixels of the crop ``[B, K, 2]``.
        scores: Keypoint scores ``[B, K]``.
    """

    keypoints: np.ndarray
    sigmas: np.ndarray
    scores: np.ndarray


def flip_back(mirrored: Prediction, metadata: ModelMetadata) -> Prediction:
    """Turn a prediction on mirror images into one on the crops."""
    swapped = Prediction(*(part[:, metadata.flip_indices] for part in mirrored))
    right_edge = metadata.input_size[0] - metadata.shift_coords
    keypoints = swapped.keypoints * (-1, 1) + (right_edge, 0)
    return swapped._replace(keypoints=keypoints)


def fuse(plain: Prediction, mirrored: Prediction, fusion: str) -> Prediction:
    """Merge two predictions on the same crops.

    Args:
        plain: The one on the crops.
        mirrored: The one on their mirror images, flipped back.
        fusion: ``'mean'``, ``'score'`` or ``'laplace'``.

    Raises:
        ValueError: If the fusion is none of these.
    """
    first, second = plain.scores, mirrored.scores
    scores = (first + second) / 2
    if fusion == 'mean':
        weights = np.ones_like(first), np.ones_like(first), 2.0
    elif fusion == 'score':
        weights = first, second, first + second + 1e-9
        scores = (first * second * (1 - np.abs(first - second))) ** 2
    elif fusion == 'laplace':
        weights = first**5, second**5, first**5 + second**5 + 1e-10
    else:
        raise ValueError(
            f"flip_fusion={fusion!r} is none of 'laplace', 'mean', 'score'"
        )
    left, right, total = (np.asarray(each)[..., None] for each in weights)
    keypoints = (plain.keypoints * left + mirrored.keypoints * right) / total
    return Prediction(keypoints, (plain.sigmas + mirrored.sigmas) / 2, scores)
