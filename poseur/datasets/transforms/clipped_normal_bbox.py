"""Box augmentation with the distributions of the released runs."""

from __future__ import annotations

import numpy as np
from mmcv.transforms.utils import cache_randomness
from mmpose.datasets.transforms import RandomBBoxTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class ClippedNormalBBoxTransform(RandomBBoxTransform):
    """Scale and rotate boxes by clipped normal variables.

    mmpose's transform draws *truncated* normals, spread over the whole interval. The
    released runs clip instead: the scale is ``1 + 0.5 n`` and the rotation ``40 n``
    degrees with ``n ~ N(0, 1)``, clipped to ``scale_factor`` and +-``rotate_factor``.
    The center stays; :class:`RandomCenterShift` moves it where the release does.

    Args:
        scale_factor: Smallest and largest scale; half their distance is the standard
            deviation.
        scale_prob: Probability of scaling.
        rotate_factor: Largest rotation in degrees; half of it is the standard
            deviation.
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
        """Draw scale ``[N, 1]`` and rotation ``[N]`` for N boxes; no shift."""

        def clipped(*shape: int, std: float = 1.0) -> np.ndarray:
            return np.clip(std * np.random.randn(num_bboxes, *shape), -1, 1)

        def chosen(prob: float) -> np.ndarray:
            return np.random.rand(num_bboxes) < prob

        smallest, largest = self.scale_factor
        scale = (smallest + largest + (largest - smallest) * clipped(1)) / 2
        scale[~chosen(self.scale_prob)] = 1
        rotation = self.rotate_factor * clipped(std=0.5) * chosen(self.rotate_prob)
        return np.zeros((num_bboxes, 2)), scale, rotation
