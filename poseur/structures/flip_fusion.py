"""Fusion of the predictions on an image and on its mirror image.

The formulas are arithmetic only and work on NumPy arrays as on PyTorch tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

#: Largest distance between two predictions that agree, in widths and heights of the
#: crop. The result hardly depends on it from 0.08 to 0.16.
AGREEMENT = 0.1

Array = TypeVar('Array')  # np.ndarray or torch.Tensor, which this package cannot import


def mean_fusion(coords: Any, scores: Any, flip_coords: Any, flip_scores: Any) -> Any:
    """Average coordinates and scores."""
    return (coords + flip_coords) / 2, (scores + flip_scores) / 2


def score_fusion(coords: Any, scores: Any, flip_coords: Any, flip_scores: Any) -> Any:
    """Weight coordinates by score; reward high scores that agree."""
    total = (scores + flip_scores + 1e-9)[..., None]
    fused = (coords * scores[..., None] + flip_coords * flip_scores[..., None]) / total
    agreement = 1 - abs(scores - flip_scores)
    return fused, (scores * flip_scores * agreement) ** 2


def laplace_fusion(coords: Any, scores: Any, flip_coords: Any, flip_scores: Any) -> Any:
    """Weight coordinates by the fifth power of the score; average the scores.

    With Laplace scores this fusion gives the published AP.
    """
    weight, flip_weight = scores[..., None] ** 5, flip_scores[..., None] ** 5
    total = weight + flip_weight + 1e-10
    fused = (coords * weight + flip_coords * flip_weight) / total
    return fused, (scores + flip_scores) / 2


def agreement_fusion(
    coords: Any, scores: Any, flip_coords: Any, flip_scores: Any
) -> Any:
    """Average coordinates that agree; of two far apart, keep the more confident.

    A point between two hypotheses, such as the left and the right wrist, is neither.
    """
    distance = (((coords - flip_coords) ** 2).sum(-1) ** 0.5)[..., None]
    agree = distance <= AGREEMENT
    better = (scores >= flip_scores)[..., None]
    chosen = coords * better + flip_coords * ~better
    fused = (coords + flip_coords) / 2 * agree + chosen * ~agree
    return fused, (scores + flip_scores) / 2


FLIP_FUSIONS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    'mean': mean_fusion,
    'score': score_fusion,
    'laplace': laplace_fusion,
    'agreement': agreement_fusion,
}


def fuse_flip(
    coords: Array,
    scores: Array,
    flip_coords: Array,
    flip_scores: Array,
    fusion: str = 'laplace',
) -> tuple[Array, Array]:
    """Fuse two predictions in the coordinates of the original image.

    Args:
        coords: Coordinates ``[B, K, 2]`` in units of the crop's width and height.
        scores: Scores ``[B, K]``.
        flip_coords: Coordinates on the mirror image, flipped back ``[B, K, 2]``.
        flip_scores: Scores on the mirror image, keypoints swapped back ``[B, K]``.
        fusion: ``'mean'``, ``'score'``, ``'laplace'`` or ``'agreement'``.

    Returns:
        Coordinates ``[B, K, 2]`` and scores ``[B, K]``.

    Raises:
        ValueError: If the fusion is not one of these.
    """
    if fusion not in FLIP_FUSIONS:
        raise ValueError(f'flip_fusion={fusion!r} is not one of {sorted(FLIP_FUSIONS)}')
    return FLIP_FUSIONS[fusion](coords, scores, flip_coords, flip_scores)
