"""Keypoint scores from predicted scales (Sec. 3.3, Table 1c)."""

from __future__ import annotations

import torch
from torch import Tensor


def laplace_score(sigma: Tensor, half_width: float = 0.2, gain: float = 0.7) -> Tensor:
    """Probability mass of a Laplace distribution around its center (Eq. 8).

    Args:
        sigma: Scales ``[..., K, 2]``, 1 being the width or height of the crop.
        half_width: Half the width ``a`` of the interval, in the same unit.
        gain: Factor on the probability: 0.7 as released, 1 as in the paper.

    Returns:
        Scores ``[..., K]``, the product over x and y.
    """
    return gain * (1 - torch.exp(-half_width / sigma)).prod(dim=-1)


def rle_score(sigma: Tensor) -> Tensor:
    """RLE's score ``[..., K]``: one minus sigma ``[..., K, 2]``, averaged over x, y."""
    return (1 - sigma).mean(dim=-1)


def no_score(sigma: Tensor) -> Tensor:
    """The same score 1, ``[..., K]``, for all keypoints."""
    return torch.ones_like(sigma[..., 0])


KEYPOINT_SCORES = {'laplace': laplace_score, 'rle': rle_score, 'none': no_score}


def score_keypoints(sigma: Tensor, type: str = 'laplace', **kwargs: float) -> Tensor:
    """Score keypoints by the method named in a config, ``dict(type=..., ...)``.

    Args:
        sigma: Scales ``[..., K, 2]``.
        type: ``'laplace'``, ``'rle'`` or ``'none'``.
        **kwargs: Options of that method.

    Returns:
        Scores ``[..., K]``.
    """
    if type not in KEYPOINT_SCORES:
        raise ValueError(
            f'keypoint_score type={type!r} is none of {sorted(KEYPOINT_SCORES)}'
        )
    return KEYPOINT_SCORES[type](sigma, **kwargs)
