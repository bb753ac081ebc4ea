"""What keypoint heads predict for regions of interest."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from poseur.codecs import score_keypoints
from poseur.models import KeypointDistribution

from ..roi_coordinates import extents, to_image


class RoIKeypoints(NamedTuple):
    """Keypoints of N regions in pixels of the network's input.

    Attributes:
        keypoints: Locations ``[N, K, 2]``, inside or outside of the boxes.
        keypoint_scores: Scores ``[N, K]``.
        keypoint_sigmas: Laplace scales ``[N, K, 2]``; None where there are none.
    """

    keypoints: Tensor
    keypoint_scores: Tensor
    keypoint_sigmas: Tensor | None = None


def decode_regression(
    predicted: KeypointDistribution, rois: Tensor, keypoint_score: dict | None
) -> RoIKeypoints:
    """Keypoints and scales in pixels, from those in coordinates of the regions.

    Args:
        predicted: mu and sigma ``[N, K, 2]``, normalized by the regions.
        rois: Regions ``[N, 5]``.
        keypoint_score: Method and options of :func:`score_keypoints`.
    """
    mu, sigma = predicted
    scores = score_keypoints(sigma, **(keypoint_score or {}))
    return RoIKeypoints(to_image(mu, rois), scores, sigma * extents(rois))
