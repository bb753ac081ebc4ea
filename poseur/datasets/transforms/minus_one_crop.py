"""Boxes and crops of the official code of DARK, TransPose and TokenPose.

There, the last pixel of a box or crop of width ``w`` is at ``w - 1``, and lengths are
between the centers of the first and the last pixel.
"""

from __future__ import annotations

import numpy as np
from mmpose.datasets.transforms import GetBBoxCenterScale, TopdownAffine
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class GetPixelBoxCenterScale(GetBBoxCenterScale):
    """Take the middle between first and last pixel of a box as its center.

    That is half a pixel to the left and top of the center that mmpose computes. Centers
    that the annotations give, as those of MPII, are kept.

    Args:
        padding: Factor by which boxes grow.
    """

    def transform(self, results: dict) -> dict:
        """Add ``bbox_center`` and ``bbox_scale``, see ``GetBBoxCenterScale``.

        Args:
            results: The sample.

        Returns:
            The sample with both.
        """
        annotated = 'bbox_center' in results and 'bbox_scale' in results
        results = super().transform(results)
        if not annotated:
            results['bbox_center'] = results['bbox_center'] - 0.5
        return results


@TRANSFORMS.register_module()
class MinusOneAffine(TopdownAffine):
    """Crop with one scale for both axes, the ratio of the widths minus one.

    A point ``p`` of a box of width ``w`` around ``c`` moves to ``(W - 1, H - 1) / 2 +
    R (p - c) (W - 1) / (w - 1)``, with the rotation ``R``. UDP has a scale for each
    axis and divides by ``w``. Boxes narrower than two pixels count as two pixels wide.

    Args:
        input_size: Width ``W`` and height ``H`` of the crop in pixels.
    """

    def __init__(self, input_size: tuple[int, int]) -> None:
        super().__init__(input_size, use_udp=True)

    def transform(self, results: dict) -> dict:
        """Crop a sample, see ``TopdownAffine``.

        ``bbox_scale`` becomes that of the widened box, ``input_scale`` the lengths in
        the image that the crop stands for.

        Args:
            results: The sample.

        Returns:
            The sample with the crop.
        """
        width, height = self.input_size
        widened = super()._fix_aspect_ratio(results['bbox_scale'], width / height)
        results = super().transform(results)
        results['bbox_scale'] = widened
        return results

    def _fix_aspect_ratio(
        self, bbox_scale: np.ndarray, aspect_ratio: float
    ) -> np.ndarray:
        """Return the lengths ``[N, 2]`` that the crop shows of boxes ``[N, 2]``."""
        widened = super()._fix_aspect_ratio(bbox_scale, aspect_ratio)
        width, height = self.input_size
        shape = np.array([1, (height - 1) / (width - 1)], widened.dtype)
        return np.maximum(widened[:, :1] - 1, 1) * shape
