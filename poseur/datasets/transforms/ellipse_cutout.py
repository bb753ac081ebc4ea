"""Cutout with an ellipse, the strong augmentation of the large models."""

from __future__ import annotations

import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class EllipseCutout(BaseTransform):
    """Blacken one ellipse of the crop.

    Of the release it is known that there is one ellipse in every crop, with radii
    ``radius_factor * (1 + U)`` times the width of the crop. Assumed: U is drawn anew
    for each of the two radii, uniformly from [0, 1); the axes are those of the image;
    the center is uniform over the crop, so that part of the ellipse may lie outside;
    the pixels become 0, black before the normalization. Keypoints below the ellipse
    keep their targets and weights: the model learns to guess what it cannot see.

    Follows ``TopdownAffine``.

    Required keys: ``img``, uint8 ``[H, W, 3]``. Modified keys: ``img``.

    Args:
        radius_factor: Smallest radius, as a share of the width.
        prob: Probability of a cut.
    """

    def __init__(self, radius_factor: float = 0.2, prob: float = 1.0) -> None:
        self.radius_factor = radius_factor
        self.prob = prob

    @cache_randomness
    def _draw_ellipse(self) -> tuple[bool, np.ndarray, np.ndarray]:
        """Draw whether to cut, the center (of width, height), the radii (of width)."""
        radii = self.radius_factor * (1 + np.random.rand(2))
        return np.random.rand() < self.prob, np.random.rand(2), radii

    def transform(self, results: dict) -> dict:
        """Cut.

        Args:
            results: The sample.

        Returns:
            The sample with another ``img``.
        """
        height, width = results['img'].shape[:2]
        cuts, center, radii = self._draw_ellipse()
        if cuts:
            (x, y), (radius_x, radius_y) = center * [width, height], radii * width
            rows, columns = np.ogrid[:height, :width]
            distance = ((columns - x) / radius_x) ** 2 + ((rows - y) / radius_y) ** 2
            results['img'] = np.where(distance[..., None] <= 1, 0, results['img'])
        return results
