"""Crop images together with the keypoints of their people."""

from __future__ import annotations

import numpy as np
from mmdet.datasets.transforms import RandomCrop
from mmdet.registry import TRANSFORMS


@TRANSFORMS.register_module()
class KeypointRandomCrop(RandomCrop):
    """mmdet's ``RandomCrop`` that takes the keypoints along.

    Boxes are clipped to the crop, and people of whose box nothing is left go. Keypoints
    outside keep their place, beyond the border, and become invisible.

    Args:
        crop_size (tuple[int, int]): Width and height in pixels, or shares of those of
            the image.
        crop_type (str): See :class:`mmdet.datasets.transforms.RandomCrop`. Defaults to
            ``'absolute'``; the crop is never larger than the image.
        allow_negative_crop (bool): Whether a crop may be without people. If not, the
            sample is dropped. Defaults to True.
    """

    def __init__(
        self,
        crop_size: tuple,
        crop_type: str = 'absolute',
        allow_negative_crop: bool = True,
    ) -> None:
        super().__init__(crop_size, crop_type, allow_negative_crop)

    def _crop_data(
        self, results: dict, crop_size: tuple[int, int], allow_negative_crop: bool
    ) -> dict | None:
        before = results.get('homography_matrix', np.eye(3))
        results['gt_instances_ids'] = np.arange(len(results['gt_keypoints']))
        results = super()._crop_data(results, crop_size, allow_negative_crop)
        if results is None:
            return None
        kept = results.pop('gt_instances_ids')
        shift = np.rint((results['homography_matrix'] - before)[:2, 2])
        height, width = results['img_shape']
        points = results['gt_keypoints'][kept] + shift.astype(np.float32)
        inside = ((points >= 0) & (points < (width, height))).all(-1)
        results['gt_keypoints'] = points
        results['gt_keypoints_visible'] = results['gt_keypoints_visible'][kept] * inside
        return results
