"""Object keypoint similarity of all results on an image at once."""

from __future__ import annotations

import numpy as np


def object_keypoint_similarity(
    points: np.ndarray, truth: dict, sigmas: np.ndarray
) -> np.ndarray:
    """Return the similarity of each result to one annotated person.

    The order of operations is that of xtcocotools, so that results are the same to the
    last bit. To a person without visible keypoints, the similarity of a keypoint falls
    with its distance from the box, doubled in all directions.

    Args:
        points: Keypoints of D results, ``[D, K, 2]`` in pixels.
        truth: Annotation of the person: ``keypoints``, ``bbox`` and ``area``.
        sigmas: Tolerances, ``[K]``.

    Returns:
        Similarities ``[D]``, from 0 to 1.
    """
    wanted = np.array(truth['keypoints'], dtype=np.float64).reshape(-1, 3)
    visible = wanted[:, 2] > 0
    if visible.any():
        away = points - wanted[:, :2]
    else:
        left, top, width, height = truth['bbox']
        low = np.array([left - width, top - height])
        high = np.array([left + width * 2, top + height * 2])
        away = np.maximum(0, low - points) + np.maximum(0, points - high)
        visible[:] = True
    variances = (sigmas * 2) ** 2
    squares = away[..., 0] ** 2 + away[..., 1] ** 2
    errors = squares / variances / (truth['area'] + np.spacing(1)) / 2
    # Contiguous, so that each row is summed like an array of its own
    errors = np.ascontiguousarray(errors[:, visible])
    return np.exp(-errors).sum(axis=1) / errors.shape[1]
