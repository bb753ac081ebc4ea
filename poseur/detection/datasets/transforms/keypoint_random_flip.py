"""Mirror images together with the keypoints of their people."""

from __future__ import annotations

from mmdet.datasets.transforms import RandomFlip
from mmdet.registry import TRANSFORMS


@TRANSFORMS.register_module()
class KeypointRandomFlip(RandomFlip):
    """mmdet's ``RandomFlip`` from left to right that takes the keypoints along.

    Keypoints of a pair change places: the left wrist of a mirrored person looks like
    a right one. In pipelines without annotations it mirrors the image alone.

    Args:
        prob (float): Probability of a flip. Defaults to 0.5.
    """

    def __init__(self, prob: float = 0.5) -> None:
        super().__init__(prob=prob, direction='horizontal')

    def _flip(self, results: dict) -> None:
        super()._flip(results)
        if 'gt_keypoints' in results:
            order = results['flip_indices']
            mirrored = self._flip_keypoints(
                results['gt_keypoints'], results['img'].shape[:2], 'horizontal'
            )
            results['gt_keypoints'] = mirrored[:, order]
            results['gt_keypoints_visible'] = results['gt_keypoints_visible'][:, order]
