"""Keypoint scores from predicted scales (Sec. 3.3, Table 1c)."""

from __future__ import annotations

import torch
from torch import Tensor


def laplace_score(sigma: Tensor, half_width: float = 0.2, gain: float = 0.7) -> Tensor:
    """Return the probability of a Laplace distribution around its center (Eq. 8).

    Args:
        sigma: Scales ``[..., K, 2]`` in units of the crop's width and height.
        half_width: Half the width ``a`` of the interval, in the same unit.
        gain: Factor on the probability: 0.7 in the official code, 1 in the paper.

    Returns:
        Scores ``[..., K]``, the product over x and y.
    """
    return gain * (1 - torch.exp(-half_width / sigma)).prod(dim=-1)


def rle_score(sigma: Tensor) -> Tensor:
    """Return RLE's score ``[..., K]``: the mean over x and y of one minus sigma."""
    return (1 - sigma).mean(dim=-1)


def no_score(sigma: Tensor) -> Tensor:
    """Return a score of 1 for every keypoint, ``[..., K]``."""
    return torch.ones_like(sigma[..., 0])


KEYPOINT_SCORES = {'laplace': laplace_score, 'rle': rle_score, 'none': no_score}


def score_keypoints(sigma: Tensor, type: str = 'laplace', **kwargs: float) -> Tensor:
    """Score keypoints by the method of a config ``dict(type=..., ...)``.

    Args:
        sigma: Scales ``[..., K, 2]``.
        type: ``'laplace'``, ``'rle'`` or ``'none'``.
        **kwargs: Options of the method.

    Returns:
        Scores ``[..., K]``.
    """
    if type not in KEYPOINT_SCORES:
        raise ValueError(
            f'keypoint_score type={type!r} must be one of {sorted(KEYPOINT_SCORES)}'
        )
    return KEYPOINT_SCORES[type](sigma, **kwargs)
