"""Move the center of the crop as the released whole-body runs do."""

from __future__ import annotations

import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class RandomCenterShift(BaseTransform):
    """Shift the center of a box by a uniform share of the crop's sides.

    Follows ``GetBBoxCenterScale``: the crop is the padded box, widened to the aspect
    ratio of the model's input. mmpose's ``RandomBBoxTransform`` draws a truncated
    normal variable instead, in units of the box before it is widened.

    Required keys: ``bbox_center`` ``[N, 2]`` and ``bbox_scale`` ``[N, 2]``, pixels.
    Modified keys: ``bbox_center``.

    Args:
        input_size: Width and height of the model's input.
        shift_factor: Largest shift, as a share of the crop's width and height.
        prob: Probability of a shift.
    """

    def __init__(
        self,
        input_size: tuple[int, int],
        shift_factor: float = 0.16,
        prob: float = 0.3,
    ) -> None:
        self.aspect_ratio = input_size[0] / input_size[1]
        self.shift_factor = shift_factor
        self.prob = prob

    @cache_randomness
    def _draw_shift(self, num_boxes: int) -> np.ndarray:
        """Draw shifts ``[N, 2]`` as shares of the crops."""
        shift = np.random.uniform(-self.shift_factor, self.shift_factor, (num_boxes, 2))
        return shift * (np.random.rand(num_boxes, 1) < self.prob)

    def transform(self, results: dict) -> dict:
        """Move the centers.

        Args:
            results: The sample.

        Returns:
            The sample with another ``bbox_center``.
        """
        center, (width, height) = results['bbox_center'], results['bbox_scale'].T
        width = np.maximum(width, height * self.aspect_ratio)
        crop = np.stack([width, width / self.aspect_ratio], axis=1)
        shift = self._draw_shift(len(center)) * crop
        results['bbox_center'] = center + shift.astype(center.dtype)
        return results
