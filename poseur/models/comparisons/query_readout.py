"""Keypoints and scores from the predictions of queries."""

from __future__ import annotations

from torch import Tensor

from .hungarian_matching import QueryPrediction, assign, gather_queries

READOUTS = ('assignment', 'argmax')


def read_keypoints(
    prediction: QueryPrediction,
    readout: str = 'assignment',
    score_with_background: bool = False,
) -> tuple[Tensor, Tensor]:
    """Choose a query for each keypoint.

    Args:
        prediction: Predictions of one layer, ``[B, Q, ...]``.
        readout: ``'assignment'`` chooses different queries with the largest sum of
            probabilities, as the authors do. ``'argmax'`` chooses the most probable
            query of each keypoint on its own, so that two keypoints may share one.
        score_with_background: Whether the background takes part in the softmax. The
            authors leave it out.

    Returns:
        Locations ``[B, K, 2]`` in units of the crop's width and height, and the
        probabilities of the keypoints as scores ``[B, K]``.

    Raises:
        ValueError: If the readout is unknown.
    """
    if readout not in READOUTS:
        raise ValueError(
            f'test_cfg has readout={readout!r}; use one of {", ".join(READOUTS)}'
        )
    logits, coords = prediction
    if score_with_background:
        probability = logits.softmax(-1)[..., :-1]
    else:
        probability = logits[..., :-1].softmax(-1)
    by_keypoint = probability.transpose(-1, -2)  # [B, K, Q]
    queries = by_keypoint.argmax(-1) if readout == 'argmax' else assign(-by_keypoint)
    scores = by_keypoint.gather(-1, queries[..., None])[..., 0]
    return gather_queries(coords, queries), scores
