"""The pair of location and scale that every stage of Poseur predicts."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class KeypointDistribution(NamedTuple):
    """Location and scale of the keypoints, 1 being the width or height of the crop.

    Attributes:
        mu: Center of the distribution = predicted keypoint, ``[..., K, 2]``.
        sigma: Scale in x and y, in (0, 1), same shape.
    """

    mu: Tensor
    sigma: Tensor
