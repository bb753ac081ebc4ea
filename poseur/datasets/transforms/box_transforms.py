"""Random scales, rotations and shifts of boxes, distributed as in the official runs."""

from __future__ import annotations

import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness
from mmpose.datasets.transforms import RandomBBoxTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class ClippedNormalBBoxTransform(RandomBBoxTransform):
    """Scale and rotate boxes by clipped normal variables.

    mmpose draws *truncated* normal variables, which spread over the whole interval. The
    official runs clip instead: with ``n ~ N(0, 1)``, the scale is ``1 + 0.5 n`` and the
    rotation ``40 n`` degrees, clipped to ``scale_factor`` and +-``rotate_factor``. The
    center does not move; see :class:`RandomCenterShift` for the whole-body runs.

    Args:
        scale_factor: Smallest and largest scale; the standard deviation is half their
            difference.
        scale_prob: Probability of scaling.
        rotate_factor: Largest rotation in degrees; the standard deviation is half of
            it.
        rotate_prob: Probability of a rotation.
    """

    def __init__(
        self,
        scale_factor: tuple[float, float] = (0.5, 1.5),
        scale_prob: float = 1.0,
        rotate_factor: float = 80.0,
        rotate_prob: float = 0.6,
    ) -> None:
        super().__init__(
            shift_prob=0.0,
            scale_factor=scale_factor,
            scale_prob=scale_prob,
            rotate_factor=rotate_factor,
            rotate_prob=rotate_prob,
        )

    @cache_randomness
    def _get_transform_params(
        self, num_bboxes: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Draw shift ``[N, 2]``, always 0, scale ``[N, 1]`` and rotation ``[N]``."""

        def clipped(*shape: int, std: float = 1.0) -> np.ndarray:
            return np.clip(std * np.random.randn(num_bboxes, *shape), -1, 1)

        def chosen(prob: float) -> np.ndarray:
            return np.random.rand(num_bboxes) < prob

        smallest, largest = self.scale_factor
        scale = (smallest + largest + (largest - smallest) * clipped(1)) / 2
        scale[~chosen(self.scale_prob)] = 1
        rotation = self.rotate_factor * clipped(std=0.5) * chosen(self.rotate_prob)
        return np.zeros((num_bboxes, 2)), scale, rotation


@TRANSFORMS.register_module()
class RandomCenterShift(BaseTransform):
    """Shift the center of a box by a uniform share of the crop, as in whole-body runs.

    Place it after ``GetBBoxCenterScale``: the crop is the padded box, widened to the
    aspect ratio of the model's input. mmpose's ``RandomBBoxTransform`` instead draws a
    truncated normal variable in units of the box before it is widened.

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
        """Shift the centers.

        Args:
            results: The sample.

        Returns:
            The sample with a new ``bbox_center``.
        """
        center, (width, height) = results['bbox_center'], results['bbox_scale'].T
        width = np.maximum(width, height * self.aspect_ratio)
        crop = np.stack([width, width / self.aspect_ratio], axis=1)
        shift = self._draw_shift(len(center)) * crop
        results['bbox_center'] = center + shift.astype(center.dtype)
        return results
