"""Merging the predictions on an image and on its mirror image."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

ScoredKeypoints = tuple[Tensor, Tensor]


def mean_fusion(
    coords: Tensor, scores: Tensor, flip_coords: Tensor, flip_scores: Tensor
) -> ScoredKeypoints:
    """Average coordinates and scores."""
    return (coords + flip_coords) / 2, (scores + flip_scores) / 2


def score_fusion(
    coords: Tensor, scores: Tensor, flip_coords: Tensor, flip_scores: Tensor
) -> ScoredKeypoints:
    """Weight coordinates by score; reward high scores that agree."""
    total = (scores + flip_scores + 1e-9)[..., None]
    fused = (coords * scores[..., None] + flip_coords * flip_scores[..., None]) / total
    agreement = 1 - (scores - flip_scores).abs()
    return fused, (scores * flip_scores * agreement) ** 2


def laplace_fusion(
    coords: Tensor, scores: Tensor, flip_coords: Tensor, flip_scores: Tensor
) -> ScoredKeypoints:
    """Weight coordinates by the fifth power of the score; average the scores.

    With Laplace scores this is the fusion behind the published AP.
    """
    weight, flip_weight = scores[..., None] ** 5, flip_scores[..., None] ** 5
    total = weight + flip_weight + 1e-10
    fused = (coords * weight + flip_coords * flip_weight) / total
    return fused, (scores + flip_scores) / 2


FLIP_FUSIONS: dict[str, Callable[..., ScoredKeypoints]] = {
    'mean': mean_fusion,
    'score': score_fusion,
    'laplace': laplace_fusion,
}


def fuse_flip(
    coords: Tensor,
    scores: Tensor,
    flip_coords: Tensor,
    flip_scores: Tensor,
    fusion: str = 'laplace',
) -> ScoredKeypoints:
    """Merge two predictions in the coordinates of the original image.

    Args:
        coords: Coordinates ``[B, K, 2]``.
        scores: Scores ``[B, K]``.
        flip_coords: Prediction on the mirror image, already flipped back.
        flip_scores: Scores of that prediction, joints swapped back.
        fusion: ``'mean'``, ``'score'`` or ``'laplace'``.

    Returns:
        Coordinates ``[B, K, 2]`` and scores ``[B, K]``.
    """
    if fusion not in FLIP_FUSIONS:
        raise ValueError(f'flip_fusion={fusion!r} is none of {sorted(FLIP_FUSIONS)}')
    return FLIP_FUSIONS[fusion](coords, scores, flip_coords, flip_scores)
