"""Resize images together with the keypoints of their people."""

from __future__ import annotations

import numpy as np
from mmdet.datasets.transforms import Resize
from mmdet.registry import TRANSFORMS


@TRANSFORMS.register_module()
class KeypointResize(Resize):
    """mmdet's ``Resize`` that takes ``gt_keypoints`` along.

    Each axis is multiplied by the ratio of the sizes in whole pixels, as OpenCV resizes
    the image, not by the ratio asked for. ``RandomResize`` uses this class with
    ``resize_type='mmdet.KeypointResize'``.

    Arguments are those of :class:`mmdet.datasets.transforms.Resize`.
    """

    def transform(self, results: dict) -> dict:
        """Resize.

        Args:
            results (dict): The sample; ``gt_keypoints`` ``[N, K, 2]`` may be absent.

        Returns:
            dict: The sample at its new size.
        """
        results = super().transform(results)
        if 'gt_keypoints' in results:
            factors = np.array(results['scale_factor'], np.float32)
            results['gt_keypoints'] = results['gt_keypoints'] * factors
        return results
