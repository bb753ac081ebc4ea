"""Location and scale of keypoints, the prediction of every stage of Poseur."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class KeypointDistribution(NamedTuple):
    """Location and scale of keypoints in units of the crop's width and height.

    Attributes:
        mu: Center of the distribution, i.e. the predicted keypoint, ``[..., K, 2]``.
        sigma: Scale in x and y, in (0, 1), same shape.
    """

    mu: Tensor
    sigma: Tensor
